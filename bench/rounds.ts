import { type Driver, startDriver } from './driver.ts';
import type { Hello } from './protocol.ts';
import type { System } from './systems.ts';

/** What a system did, one result a round. */
export interface Outcome<Result> {
  readonly system: System;
  readonly hello: Hello;
  readonly results: readonly Result[];
}

export interface RoundsOptions<Result> {
  readonly systems: readonly System[];
  readonly rounds: number;
  /** One round of one system; number 0 only warms it up. */
  readonly round: (driver: Driver, number: number, system: System) => Promise<Result>;
  readonly note: (line: string) => void;
  /** Say at the end where the time went. */
  readonly profile: boolean;
}

interface Contestant<Result> {
  readonly system: System;
  readonly driver: Driver;
  readonly results: Result[];
  failed: boolean;
}

/**
 * Starts all systems, and lets them run in turn: each round begins with another one, and what else the machine does then
 * falls on all of them alike. A system that cannot start or that fails is noted and left out of what follows.
 */
export async function inRounds<Result>(options: RoundsOptions<Result>): Promise<{
  readonly outcomes: readonly Outcome<Result>[];
  /** Systems that failed, and why. */
  readonly failures: readonly string[];
  /** Systems that cannot do what they were asked for, and why. */
  readonly unable: readonly string[];
}> {
  const { systems, rounds, round, note } = options;
  const contestants: Contestant<Result>[] = [];
  const failures: string[] = [];
  const unable: string[] = [];
  const fail = (system: System, error: unknown): void => {
    const why = error instanceof Error ? error.message : String(error);
    note(`  ${system.name}: ${why}`);
    const line = `${system.name}: ${why.split('\n')[0]?.replace(/^Error: /, '')}`;
    if (/^(Error: )?unsupported: /.test(why)) unable.push(line);
    else failures.push(line);
  };
  try {
    for (const system of systems) {
      try {
        const driver = await startDriver(system);
        contestants.push({ system, driver, results: [], failed: false });
      } catch (error) {
        fail(system, error);
      }
    }
    for (let number = 0; number <= rounds; number++) {
      note(number === 0 ? '  warming up' : `  round ${number} of ${rounds}`);
      for (const contestant of turnsOf(contestants, number)) {
        if (contestant.failed) continue;
        const { system, driver, results } = contestant;
        try {
          const result = await round(driver, number, system);
          if (number > 0) results.push(result);
        } catch (error) {
          contestant.failed = true;
          fail(system, error);
        }
      }
    }
    if (options.profile) await noteProfiles(contestants, note);
  } finally {
    for (const { driver } of contestants) await driver.stop();
  }
  const whole = contestants.filter(({ failed }) => !failed);
  return {
    outcomes: whole.map(({ system, driver, results }) => ({ system, hello: driver.hello, results })),
    failures,
    unable,
  };
}

/** In the order of a round: each begins with another one. */
export function turnsOf<Item>(items: readonly Item[], round: number): readonly Item[] {
  const first = items.length === 0 ? 0 : round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

async function noteProfiles(
  contestants: readonly Contestant<unknown>[],
  note: (line: string) => void,
): Promise<void> {
  for (const { system, driver, failed } of contestants) {
    if (failed || system.kind !== 'ours') continue;
    const { text } = await driver.ask({ do: 'profile' });
    if (text !== '') note(`\n${system.name}\n${String(text)}\n`);
  }
}
