import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Claim, ClaimOptions } from './claim.ts';
import { machine } from './machine.ts';
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

/** Runs a claim; the result is what would be written down of it. */
export async function runClaim(claim: Claim, options: ClaimOptions): Promise<RecordedClaim> {
  const { configuration, figures, notes = [] } = await claim.run(options);
  return {
    name: claim.name,
    title: claim.title,
    date: new Date().toISOString().slice(0, 10),
    machine: texts(machine()),
    configuration: { rounds: String(options.rounds), ...texts(configuration) },
    figures,
    notes,
  };
}

function texts(record: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
}
