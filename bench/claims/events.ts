import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { contest } from '../contest.ts';
import { bestOf, latencyFigures, percentile, ratio } from '../figures.ts';
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

/** What all systems have done before the first round, so that none is measured while its code is still interpreted. */
const warmUp = { rate: 400, count: 4_000 };

/** From before an event is sent, to its instance's next durable step; the events come whether or not anybody keeps up. */
export const claim: Claim = {
  name: 'events',
  title: 'An event that an instance waits for: from sending it until the next step runs',
  rounds: 3,
  minutes: 16,
  async run(options) {
    const { outcomes, configuration, notes, failures } = await contest<Latencies>({
      systems: [...ours, sqlite],
      // In each, all systems have one of the loads.
      options: { ...options, rounds: options.rounds * loads.length },
      async round(driver, { system, number }) {
        const load = number === 0 ? undefined : loads[(number - 1) % loads.length];
        const { rate, seconds } = load ?? { rate: warmUp.rate, seconds: warmUp.count / warmUp.rate };
        const count = rate * (options.quick ? 1 : seconds);
        const { latencies = [] } = runOf(await driver.ask({ do: 'events', rate, count }));
        const [half, most] = [0.5, 0.99].map((share) => percentile(latencies, share).toFixed(1));
        options.note(`    ${system.name} at ${rate}/s: p50 ${half} ms, p99 ${most} ms (${count})`);
        return { rate, latencies };
      },
    });
    return {
      configuration: { ...configuration, 'seconds of each load': secondsOf(options) },
      figures: loads.flatMap((load) => figuresOf(load, outcomes)),
      notes: [
        'Every instance waits before the first event is sent; the latency ends where its next step begins, by the clock of the machine.',
        'What is between: eventctl redis: HTTP from the sender to `eventctl serve`, the event synced to disk by Redis, then `eventctl worker`, a process of its own, which Redis wakes.',
        'eventctl redis, one process: the same with `eventctl dev --store redis://…`, which is ingress and worker in one; the sender is outside.',
        'eventctl sqlite: HTTP, and the file synced; sender, ingress and worker are one process.',
        'Restate: HTTP from the sender to the server (`awakeables/…/resolve`), its log synced to disk, then the open connection to the process of the services.',
        'DBOS: `DBOS.send` in the process of the worker, which is the sender too: no HTTP; the message is a transaction of PostgreSQL, synced to disk, which notifies the worker.',
        ...notes,
      ],
      failures,
    };
  },
};

/** Of one round: milliseconds. */
interface Latencies {
  readonly rate: number;
  readonly latencies: readonly number[];
}

function secondsOf({ quick }: ClaimOptions): string {
  return loads.map(({ rate, seconds }) => `${quick ? 1 : seconds} at ${rate}/s`).join(', ');
}

function figuresOf(
  { rate, bounds }: (typeof loads)[number],
  outcomes: readonly Outcome<Latencies>[],
): readonly Figure[] {
  const asked = outcomes.flatMap(({ system, results, ...rest }): Outcome<readonly number[]>[] => {
    const own = results.filter((one) => one.rate === rate);
    const named = { ...system, name: `${system.name} at ${rate}/s` };
    return own.length === 0
      ? []
      : [{ ...rest, system: named, results: own.map(({ latencies }) => latencies) }];
  });
  const figures = latencyFigures(asked, (name) =>
    ours.some((one) => name === `${one} at ${rate}/s`) ? bounds : {},
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
  return [...figures, ...ratios];
}
