import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ClaimOptions, Measured } from './claim.ts';
import type { Driver } from './driver.ts';
import { startProcess } from './process.ts';
import { inRounds, type Outcome } from './rounds.ts';
import { allSystems, type System } from './systems.ts';

/** What a claim lets systems do. */
export interface Contest<Result> {
  /** Names of the systems of ours and of the ceilings; rivals join when they are asked for. */
  readonly systems: readonly string[];
  readonly options: ClaimOptions;
  readonly round: (driver: Driver, context: RoundContext) => Promise<Result>;
}

export interface RoundContext {
  readonly system: System;
  /** 0 warms up. */
  readonly number: number;
  /** Of the server that steps over HTTP post to. */
  readonly url: string;
}

/** Lets the systems of a claim run in turn, with the server for steps over HTTP beside them. */
export async function contest<Result>({ systems, options, round }: Contest<Result>): Promise<{
  readonly outcomes: readonly Outcome<Result>[];
  readonly configuration: Measured['configuration'];
  readonly notes: readonly string[];
  readonly failures: readonly string[];
}> {
  const server = await startProcess({
    command: process.execPath,
    args: [beside('step-server')],
    ready: /listening at (\S+)/,
  });
  const url = server.ready[1] ?? '';
  try {
    const { outcomes, failures, unable } = await inRounds({
      systems: chosen(systems, options),
      rounds: options.rounds,
      round: (driver, number, system) => round(driver, { system, number, url }),
      note: options.note,
      profile: options.profile !== undefined,
    });
    return { outcomes, configuration: configurationOf(outcomes), notes: unable, failures };
  } finally {
    await server.stop();
  }
}

/** @throws Error when `only` names none of them. */
function chosen(
  names: readonly string[],
  { peers, only, profile, against }: ClaimOptions,
): readonly System[] {
  const possible = allSystems({ profile, against }).filter(
    ({ name, kind }) => kind === 'rival' || names.includes(name.replace(/ \(against\)$/, '')),
  );
  if (only === undefined) return possible.filter(({ kind }) => peers || kind !== 'rival');
  const found = possible.filter(({ name }) => name.replace(/ \(against\)$/, '') === only);
  if (found.length > 0) return found;
  throw new Error(`--only is one of: ${possible.map(({ name }) => name).join(', ')}`);
}

function configurationOf(outcomes: readonly Outcome<unknown>[]): Record<string, string> {
  return Object.fromEntries(
    outcomes.map(({ system: { name }, hello: { versions, durability } }) => {
      const known = Object.entries(versions).map(([what, version]) => `${what} ${version}`);
      return [name, [...known, durability].join('; ')];
    }),
  );
}

/** A module beside this one, compiled or not. */
export function beside(name: string): string {
  const base = join(import.meta.dirname, name);
  return existsSync(`${base}.js`) ? `${base}.js` : `${base}.ts`;
}
