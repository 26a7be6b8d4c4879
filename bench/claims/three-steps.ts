import type { Claim } from '../claim.ts';
import { ratio } from '../figures.ts';
import { ceiling, chain, everysec, redis, sqlite } from '../systems.ts';
import { throughput } from '../throughput.ts';

/** The claim about the engine itself: the steps do nothing, so that all the time is the engine's. */
export const claim: Claim = {
  name: 'three-steps',
  title: 'Three durable steps in process, one after the other, 200 workflows at a time',
  rounds: 5,
  minutes: 6,
  async run(options) {
    const found = await throughput(
      {
        kind: 'in-process',
        concurrency: 200,
        systems: [redis, sqlite, everysec, ceiling, chain],
        bounds: { [redis]: { atLeast: 3_000 } },
      },
      options,
    );
    const { of } = found;
    const ratios = [
      ...ratio(of(redis), of('Restate'), { bound: { atLeast: 5 } }),
      ...ratio(of(redis), of('DBOS'), { bound: { atLeast: 10 } }),
      ...ratio(of(redis), of(ceiling), { bound: { atLeast: 0.4 } }),
      ...ratio(of(redis), of(chain)),
      ...ratio(of(sqlite), of('Restate')),
      ...ratio(of(sqlite), of('DBOS')),
    ];
    return {
      ...found,
      figures: [...found.figures, ...ratios],
      notes: [
        'The step of eventctl is a plug-in that returns its input; the result of each step is durable before the next begins.',
        ...found.notes,
      ],
    };
  },
};
