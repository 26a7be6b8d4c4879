import { EventctlCommand } from '../command.ts';
import { chooseSharedStore } from '../connection.ts';
import { listenFlags, storeFlag } from '../service-flags.ts';

export default class Serve extends EventctlCommand {
  static override summary = 'Take events and answer the API, without running instances';
  static override description = 'Needs a store on Redis, which `eventctl worker` processes share.';
  static override examples = ['<%= config.bin %> serve --store redis://127.0.0.1:6379'];
  static override flags = { ...storeFlag, ...listenFlags };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Serve);
    const store = chooseSharedStore(flags.store, process.env);
    const token = flags.token ?? process.env['EVENTCTL_TOKEN'];
    const { runService } = await import('../service.ts');
    await runService({
      store,
      listen: {
        host: flags.host,
        port: flags.port,
        ...(token === undefined || token === '' ? {} : { token }),
      },
      debug: flags.debug,
      note: (text) => this.note(text),
    });
  }
}
