import { join } from 'node:path';
import { openBackend } from '../../src/backend/index.ts';
import type { Claim, Figure } from '../claim.ts';
import { ratio } from '../figures.ts';
import { median } from '../measure.ts';
import { packageFolder } from '../package.ts';
import { timeCommand } from '../scale/command.ts';
import { inFolder } from '../scale/folder.ts';

/** Instances that the list has to show. */
const listed = 50;

/** Starts of each command in a round. */
const starts = 10;

/** What every command starts with. */
const nothing = 'node -e 0';

const program = join(packageFolder(), 'bin', 'run.js');

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  readonly bound?: { readonly atMost: number };
}

/**
 * Whole processes, from `spawn` to their end, one at a time and by turns. About 8 s a round. It measures dist/, so
 * that has to be built.
 */
export const claim: Claim = {
  name: 'cli-start',
  title: 'How soon a command has answered, beside the start of Node.js itself.',
  rounds: 3,
  minutes: 1,
  run: ({ rounds, quick, note }) =>
    inFolder(async (folder) => {
      const store = `sqlite:${join(folder, 'store.db')}`;
      await fill(store);
      const commands: readonly Command[] = [
        { name: nothing, args: ['-e', '0'] },
        { name: 'eventctl --version', args: [program, '--version'], bound: { atMost: 200 } },
        {
          name: 'eventctl instance list',
          args: [program, 'instance', 'list', '--store', store],
          bound: { atMost: 350 },
        },
        { name: 'eventctl --help', args: [program, '--help'] },
      ];
      const found = commands.map((): number[] => []);
      for (let round = 0; round < rounds; round++) {
        note(`round ${round + 1} of ${rounds}`);
        const times = await timeByTurns(commands, quick ? 1 : starts, folder);
        for (const [index, values] of times.entries()) found[index]?.push(median(values));
      }
      const figures: readonly Figure[] = commands.map(({ name, bound }, index) => ({
        name,
        unit: 'ms',
        better: 'lower',
        rounds: found[index] ?? [],
        ...(bound === undefined ? {} : { bound }),
        ...(name === nothing ? { foreign: true } : {}),
      }));
      const [node, ...ours] = figures;
      const ratios = ours.flatMap((figure) => ratio(figure, node));
      return {
        configuration: { 'starts a round': quick ? 1 : starts, store: 'sqlite', 'instances listed': listed },
        figures: [...figures, ...ratios],
        notes: ['Each figure is the median of its round; the commands take turns.'],
      };
    }),
};

async function timeByTurns(
  commands: readonly Command[],
  count: number,
  folder: string,
): Promise<readonly (readonly number[])[]> {
  const times = commands.map((): number[] => []);
  for (let turn = 0; turn < count * commands.length; turn++) {
    const index = turn % commands.length;
    const command = commands[index];
    if (command !== undefined) times[index]?.push(await timeCommand(process.execPath, command.args, folder));
  }
  return times;
}

async function fill(store: string): Promise<void> {
  const backend = await openBackend(store);
  const definition = { namespace: 'bench', name: 'listed', version: '1.0.0' };
  for (let number = 0; number < listed; number++) {
    const id = `01listed${String(number).padStart(18, '0')}`;
    await backend.instances.create({ id, definition, input: {}, now: Date.now() });
  }
  await backend.close();
}
