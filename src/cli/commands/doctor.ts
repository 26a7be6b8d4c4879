import { ExitError } from '@oclif/core/errors';
import * as Flags from '@oclif/core/flags';
import { connectionFlags, EventctlCommand, outputFlag } from '../command.ts';
import { chooseConnection } from '../connection.ts';
import type { Finding } from '../doctor/check.ts';
import { plain, type Tone } from '../output/colour.ts';
import { formatTable } from '../output/table.ts';
import { allowRunChoice, allowRunFlag } from '../service-flags.ts';

const looks: Readonly<Record<Finding['status'], readonly [symbol: string, tone: Tone]>> = {
  ok: ['✔', 'good'],
  warn: ['!', 'waiting'],
  fail: ['✖', 'bad'],
};

export default class Doctor extends EventctlCommand {
  static override summary = 'Check what eventctl needs: Node, drivers, store, settings, port, programs';
  static override description = 'Exits with 1 when a check fails.';
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --store redis://127.0.0.1:6379 -o json',
  ];
  static override flags = {
    ...connectionFlags,
    ...outputFlag,
    host: Flags.string({ default: '127.0.0.1', description: 'Address that dev and serve are to listen on' }),
    port: Flags.integer({
      char: 'p',
      default: 8585,
      min: 1,
      max: 65_535,
      description: 'Port that dev and serve are to listen on',
    }),
    'allow-run': allowRunFlag,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const { examine } = await import('../doctor/checks.ts');
    const connection = chooseConnection(flags, process.env);
    const findings = await examine({
      connection,
      host: flags.host,
      port: flags.port,
      allowRun: allowRunChoice(flags['allow-run'], process.env),
    });
    const paint = this.paint();
    await this.present(
      flags.output,
      findings.map((finding) => ({ ...finding })),
      () =>
        formatTable(
          findings,
          [
            { title: 'check', cell: ({ check }) => check },
            {
              title: 'status',
              cell: ({ status }) => {
                const [symbol, tone] = looks[status];
                return paint(tone, `${symbol} ${status}`);
              },
            },
            {
              title: 'found',
              cell: ({ detail, hint }) => plain(hint === undefined ? detail : `${detail}; ${hint}`),
            },
          ],
          paint,
        ),
    );
    if (findings.some(({ status }) => status === 'fail')) throw new ExitError(1);
  }
}
