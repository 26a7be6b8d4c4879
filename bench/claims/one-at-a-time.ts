import type { Claim } from '../claim.ts';
import { contest } from '../contest.ts';
import { latencyFigures, ratio } from '../figures.ts';
import { runOf } from '../protocol.ts';
import { chain, redis, rivals, sqlite } from '../systems.ts';
import { warmUp } from '../warm-up.ts';

/** Workflows in a round, one after the other. */
const count = 300;

/** Workflows under way while a system warms up. One by one that would take minutes. */
const warming = 50;

/** What a caller waits for: from asking for a start until the client knows the end. */
export const claim: Claim = {
  name: 'one-at-a-time',
  title: 'Three durable steps in process, one workflow at a time: from the start asked to the end known',
  rounds: 5,
  minutes: 3,
  async run(options) {
    const { outcomes, configuration, notes, failures } = await contest({
      systems: [redis, sqlite, chain],
      options,
      async round(driver, { system, number, url }) {
        const kind = 'in-process';
        if (number === 0 && !options.quick) {
          const rate = await warmUp(driver, { kind, concurrency: warming, url });
          options.note(`    ${system.name}: ${rate.toFixed(0)} workflows/s`);
          return [];
        }
        const few = options.quick ? count / 10 : count;
        const request = { do: 'steps', kind, concurrency: 1, count: few, url };
        const { latencies = [] } = runOf(await driver.ask(request));
        options.note(`    ${system.name}: ${latencies.length} workflows`);
        return latencies;
      },
    });
    const figures = latencyFigures(outcomes, (name) => (name === redis ? { p50: 2.5, p99: 10 } : {}));
    const of = (name: string) => figures.find((figure) => figure.name === name);
    const ratios = [redis, sqlite].flatMap((ours) =>
      rivals.flatMap((rival) => ratio(of(`${ours}, p50`), of(`${rival}, p50`))),
    );
    return {
      configuration: { 'workflows a round': count, ...configuration },
      figures: [...figures, ...ratios],
      notes: [
        'On Redis the client is another process than the worker, and follows the history of each instance to its end.',
        'On sqlite and in DBOS client and engine are one process.',
        ...notes,
      ],
      failures,
    };
  },
};
