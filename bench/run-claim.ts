import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Claim, ClaimOptions, Figure } from './claim.ts';
import { commit, machine } from './machine.ts';
import type { RecordedClaim } from './recorded.ts';

/** The claims whose modules are there: `npm run bench` compiles those that are wanted. */
export async function loadClaims(): Promise<readonly Claim[]> {
  const folder = join(import.meta.dirname, 'claims');
  const files = readdirSync(folder).filter((file) => /^[a-z-]+\.[jt]s$/.test(file));
  return Promise.all(
    files.sort().map(async (file) => {
      const module: { readonly claim: Claim } = await import(pathToFileURL(join(folder, file)).href);
      return module.claim;
    }),
  );
}

/**
 * Runs a claim; the result is what would be written down of it.
 * @throws Error when it found nothing
 */
export async function runClaim(claim: Claim, options: ClaimOptions): Promise<RecordedClaim> {
  const begin = performance.now();
  const { configuration, figures, notes = [], failures = [] } = await claim.run(options);
  const known = commit();
  const whole = figures.filter(isWhole);
  if (whole.length === 0) throw new Error(['nothing was measured', ...failures].join('; '));
  return {
    name: claim.name,
    title: claim.title,
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - begin) / 1000),
    quick: options.quick,
    machine: texts(machine()),
    configuration: {
      rounds: String(options.rounds),
      ...(known === undefined ? {} : { commit: known }),
      ...texts(configuration),
    },
    figures: whole,
    notes,
    failures: [
      ...failures,
      ...figures.filter((figure) => !isWhole(figure)).map(({ name }) => `${name}: some round gave no number`),
    ],
  };
}

function isWhole({ rounds }: Figure): boolean {
  return rounds.length > 0 && rounds.every(Number.isFinite);
}

function texts(record: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
}
