import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { contest } from '../contest.ts';
import { bestOf, latencyFigures, ratio } from '../figures.ts';
import { runOf } from '../protocol.ts';
import type { Outcome } from '../rounds.ts';
import { oneProcess, redis, rivals, sqlite } from '../systems.ts';

/** Events a second, for how many seconds of a round, and what p50 and p99 must not pass on Redis, in either way to run it. */
const loads = [
  { rate: 100, seconds: 8, bounds: { p50: 2.5, p99: 8 } },
  { rate: 500, seconds: 6, bounds: { p99: 20 } },
  { rate: 2_000, seconds: 4, bounds: { p99: 50 } },
] as const;

/** The ways to run it on Redis: a user chooses. */
const ours = [redis, oneProcess];

/** The rivals are not asked for more: the best of them holds up to here. */
const mostOfRivals = 500;

/** From before an event is sent, to its instance's next durable step; the events come whether or not anybody keeps up. */
export const claim: Claim = {
  name: 'events',
  title: 'An event that an instance waits for: from sending it until the next step runs',
  rounds: 3,
  minutes: 6,
  async run(options) {
    const runs = [];
    for (const load of loads) runs.push(await underLoad(load, options));
    return {
      configuration: Object.assign({}, ...runs.map(({ configuration }) => configuration)),
      figures: runs.flatMap(({ figures }) => figures),
      notes: [
        'Every instance waits before the first event is sent; the latency ends where its next step begins, by the clock of the machine.',
        'What is between: eventctl redis: HTTP from the sender to `eventctl serve`, the event synced to disk by Redis, then `eventctl worker`, a process of its own, which Redis wakes.',
        'eventctl redis, one process: the same with `eventctl dev --store redis://…`, which is ingress and worker in one; the sender is outside.',
        'eventctl sqlite: HTTP, and the file synced; sender, ingress and worker are one process.',
        'Restate: HTTP from the sender to the server (`awakeables/…/resolve`), its log synced to disk, then the open connection to the process of the services.',
        'DBOS: `DBOS.send` in the process of the worker, which is the sender too: no HTTP; the message is a transaction of PostgreSQL, synced to disk, which notifies the worker.',
        ...new Set(runs.flatMap(({ notes }) => notes)),
      ],
      failures: [...new Set(runs.flatMap(({ failures }) => failures))],
    };
  },
};

async function underLoad(
  { rate, seconds, bounds }: (typeof loads)[number],
  options: ClaimOptions,
): Promise<{
  readonly configuration: Readonly<Record<string, string | number>>;
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
  readonly failures: readonly string[];
}> {
  options.note(`  ${rate} events/s`);
  const { outcomes, configuration, notes, failures } = await contest({
    systems: [...ours, sqlite],
    options: { ...options, peers: options.peers && rate <= mostOfRivals },
    async round(driver, { system, number }) {
      const few = options.quick || number === 0;
      const request = { do: 'events', rate, count: few ? rate : rate * seconds };
      const { latencies = [] } = runOf(await driver.ask(request));
      options.note(`    ${system.name}: ${latencies.length} events`);
      return latencies;
    },
  });
  const figures = latencyFigures(
    outcomes.map(({ system, ...rest }): Outcome<readonly number[]> => {
      const name = `${system.name} at ${rate}/s`;
      return { ...rest, system: { ...system, name } };
    }),
    (name) => (ours.some((one) => name === `${one} at ${rate}/s`) ? bounds : {}),
  );
  const of = (name: string, share: string) =>
    figures.find((figure) => figure.name === `${name} at ${rate}/s, ${share}`);
  const ratios = ['p50', 'p99'].flatMap((share) => {
    const best = bestOf(rivals.flatMap((rival) => of(rival, share) ?? []));
    return ours.flatMap((one) =>
      ratio(of(one, share), best, {
        name: `${one} ÷ best rival at ${rate}/s, ${share}`,
        ...(rate === 100 ? { bound: { atMost: 0.5 } } : {}),
      }),
    );
  });
  return {
    configuration,
    figures: [...figures, ...ratios],
    notes,
    failures: failures.map((failure) => `${failure} (at ${rate}/s)`),
  };
}
