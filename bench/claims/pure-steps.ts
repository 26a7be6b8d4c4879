import type { Claim } from '../claim.ts';
import { ratio } from '../figures.ts';
import { pureCeiling, redis, rivals, sqlite } from '../systems.ts';
import { throughput } from '../throughput.ts';

/** Tasks without a side effect need no commit of their own: a workflow of them is created, and ends in one turn. */
export const claim: Claim = {
  name: 'pure-steps',
  title: 'Three tasks that only change data, 200 workflows at a time',
  rounds: 5,
  minutes: 2.5,
  async run(options) {
    const systems = [redis, sqlite, pureCeiling];
    const found = await throughput({ kind: 'pure', concurrency: 200, systems }, options);
    const ratios = [
      ...rivals.flatMap((rival) => ratio(found.of(redis), found.of(rival))),
      ...ratio(found.of(redis), found.of(pureCeiling), { bound: { atLeast: 0.4 } }),
    ];
    return { ...found, figures: [...found.figures, ...ratios] };
  },
};
