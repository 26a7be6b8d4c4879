import type { Claim } from '../claim.ts';
import { bestOf, ratio } from '../figures.ts';
import { redis, rivals, sqlite } from '../systems.ts';
import { throughput } from '../throughput.ts';

/** What an engine is for: its steps are calls of other processes. */
export const claim: Claim = {
  name: 'http-steps',
  title: 'Three steps that post over HTTP, one after the other, 200 workflows at a time',
  rounds: 5,
  minutes: 4,
  async run(options) {
    const found = await throughput({ kind: 'http', concurrency: 200, systems: [redis, sqlite] }, options);
    const best = bestOf(rivals.flatMap((name) => found.of(name) ?? []));
    const ratios = [
      ...ratio(found.of(redis), best, { name: `${redis} ÷ best rival`, bound: { atLeast: 2 } }),
      ...ratio(found.of(sqlite), best, { name: `${sqlite} ÷ best rival` }),
    ];
    return {
      ...found,
      figures: [...found.figures, ...ratios],
      notes: [
        'All systems post to one server in a process of its own, over connections that stay.',
        ...found.notes,
      ],
    };
  },
};
