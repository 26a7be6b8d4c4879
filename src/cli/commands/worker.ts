import { EventctlCommand } from '../command.ts';
import { chooseSharedStore } from '../connection.ts';
import { choosePlugins } from '../gather.ts';
import { keepEventsChoice, keepEventsFlag } from '../retention.ts';
import { readSecrets } from '../secrets.ts';
import { storeFlag, workChoice, workerFlags } from '../service-flags.ts';

export default class Worker extends EventctlCommand {
  static override summary = 'Run instances, without listening for events';
  static override description =
    'Needs a store on Redis, which any number of workers and `eventctl serve` share.';
  static override examples = ['<%= config.bin %> worker --store redis://127.0.0.1:6379 --concurrency 128'];
  static override flags = { ...storeFlag, ...workerFlags, 'keep-events': keepEventsFlag };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Worker);
    const store = chooseSharedStore(flags.store, process.env);
    const { runService } = await import('../service.ts');
    await runService({
      store,
      keepEvents: keepEventsChoice(flags),
      work: workChoice(flags, process.env, 'none'),
      secrets: await readSecrets(flags, process.env),
      plugins: await choosePlugins(flags.plugin, process.env),
      debug: flags.debug,
      note: (text) => this.note(text),
    });
  }
}
