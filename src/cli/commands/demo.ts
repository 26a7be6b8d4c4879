import * as Flags from '@oclif/core/flags';
import { EventctlCommand } from '../command.ts';
import { createScreen } from '../demo/screen.ts';
import { createPaint, wantsColour } from '../output/colour.ts';

export default class Demo extends EventctlCommand {
  static override summary = 'Run the store order sample and watch it';
  static override description =
    `Starts eventctl on a store of its own, applies the sample workflows and catalog, places three orders and
draws their tasks until all have ended. Nothing is left behind unless --keep names a folder.`;
  static override examples = ['<%= config.bin %> demo', '<%= config.bin %> demo --keep .eventctl/demo'];
  static override flags = {
    keep: Flags.string({
      helpValue: 'FOLDER',
      description: 'Keep the store there, to look at it afterwards',
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Demo);
    const { startSandbox } = await import('../demo/sandbox.ts');
    const { watchOrders } = await import('../demo/watch.ts');
    const paint = createPaint(
      wantsColour({ stream: process.stdout, environment: process.env, refused: flags['no-color'] === true }),
    );
    const sandbox = await startSandbox(flags.keep);
    try {
      this.note(`eventctl dev runs on ${sandbox.store}`);
      const ended = await watchOrders({
        client: sandbox.client,
        samples: sandbox.samples,
        ...(process.stdout.isTTY === true ? { draw: createScreen(process.stdout) } : {}),
        paint,
        note: (text) => this.note(text),
      });
      this.print(ended);
    } finally {
      await sandbox.stop();
    }
    this.note(nextSteps);
  }
}

const nextSteps = `
Try next:
  npx eventctl dev &
  npx eventctl apply workflows/store-order catalog/
  npx eventctl event send --type online.store.newOrder --source store/order --data '{"orderNo":"B-1","amount":120}'
  npx eventctl instance list
  npx eventctl logs <id> -f
`;
