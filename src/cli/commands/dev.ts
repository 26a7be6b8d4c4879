import { EventctlCommand } from '../command.ts';
import { chooseStore } from '../connection.ts';
import { choosePlugins } from '../gather.ts';
import { keepEventsChoice, keepEventsFlag } from '../retention.ts';
import { readSecrets } from '../secrets.ts';
import { listenChoice, listenFlags, storeFlag, workChoice, workerFlags } from '../service-flags.ts';

export default class Dev extends EventctlCommand {
  static override summary = 'Run everything in one process: ingress, API and workers';
  static override description =
    `The store is a file below .eventctl/ unless --store names another one. Other commands in this folder
find the process by themselves.`;
  static override examples = [
    '<%= config.bin %> dev',
    '<%= config.bin %> dev --port 9000 --secret api=s3cret',
    '<%= config.bin %> dev --store redis://127.0.0.1:6379',
  ];
  static override flags = { ...storeFlag, ...listenFlags, ...workerFlags, 'keep-events': keepEventsFlag };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Dev);
    const store = chooseStore(flags.store, process.env);
    const { fitsSocket, socketPathOf } = await import('../../client/index.ts');
    const { runService } = await import('../service.ts');
    const socketPath = socketPathOf(store);
    const fits = socketPath !== undefined && fitsSocket(socketPath);
    if (socketPath !== undefined && !fits) {
      this.note(
        'the path of the store is too long for a socket: other commands open the file beside this process',
      );
    }
    await runService({
      store,
      keepEvents: keepEventsChoice(flags),
      listen: { ...listenChoice(flags, process.env), ...(fits ? { socketPath } : {}) },
      work: workChoice(flags, process.env, 'loopback'),
      secrets: await readSecrets(flags, process.env),
      plugins: await choosePlugins(flags.plugin, process.env),
      debug: flags.debug,
      note: (text) => this.note(text),
    });
  }
}
