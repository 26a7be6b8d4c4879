import { EventctlCommand } from '../command.ts';
import { chooseSharedStore } from '../connection.ts';
import { keepEventsChoice, keepEventsFlag } from '../retention.ts';
import { readSecrets } from '../secrets.ts';
import { listenChoice, listenFlags, secretFlags, storeFlag } from '../service-flags.ts';

export default class Serve extends EventctlCommand {
  static override summary = 'Take events and answer the API, without running instances';
  static override description = 'Needs a store on Redis, which `eventctl worker` processes share.';
  static override examples = ['<%= config.bin %> serve --store redis://127.0.0.1:6379'];
  static override flags = { ...storeFlag, ...listenFlags, ...secretFlags, 'keep-events': keepEventsFlag };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Serve);
    const store = chooseSharedStore(flags.store, process.env);
    const { runService } = await import('../service.ts');
    await runService({
      store,
      keepEvents: keepEventsChoice(flags),
      listen: listenChoice(flags, process.env),
      secrets: await readSecrets(flags, process.env),
      debug: flags.debug,
      note: (text) => this.note(text),
    });
  }
}
