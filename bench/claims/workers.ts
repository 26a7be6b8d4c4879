import type { Claim, Figure } from '../claim.ts';
import { beside } from '../contest.ts';
import { ratio } from '../figures.ts';
import { runOf } from '../protocol.ts';
import { inRounds } from '../rounds.ts';
import { warmUp } from '../warm-up.ts';

const processes = [1, 2, 4];
const concurrency = 200;
const workflows = 6_000;

/** One Redis and so many worker processes; they take turns. About five seconds a round. */
export const claim: Claim = {
  name: 'workers',
  title: 'Three durable steps in process, with one, two and four worker processes',
  rounds: 3,
  minutes: 2,
  async run({ rounds, quick, note }) {
    const driver = beside('systems/eventctl-redis');
    const nameOf = (count: number): string => `${count} worker${count === 1 ? '' : 's'}`;
    const count = quick ? workflows / 10 : workflows;
    const { outcomes, failures } = await inRounds({
      systems: processes.map((workers) => ({
        name: nameOf(workers),
        kind: 'ours' as const,
        args: [driver, '--name', nameOf(workers), '--workers', String(workers)],
      })),
      rounds,
      note,
      profile: false,
      round: async (system, number) => {
        const request = { kind: 'in-process', concurrency, url: '' } as const;
        if (number === 0 && !quick) return warmUp(system, request);
        const run = runOf(await system.ask({ do: 'steps', ...request, count }));
        return count / run.seconds;
      },
    });
    const figures = outcomes.map(
      ({ system: { name }, results }): Figure => ({
        name,
        unit: 'workflows/s',
        better: 'higher',
        rounds: results,
      }),
    );
    return {
      configuration: {
        'workflows a round': count,
        'workflows under way': concurrency,
        ...outcomes[0]?.hello.versions,
        durability: 'appendfsync always',
      },
      figures: [...figures, ...figures.slice(1).flatMap((figure) => ratio(figure, figures[0]))],
      notes: [
        'All processes share the cores of this machine with Redis and with the client: more workers than cores cannot do more.',
      ],
      failures,
    };
  },
};
