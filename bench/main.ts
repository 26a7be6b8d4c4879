// The measurements that docs/performance.md is made of.
//   npm run bench -- NAME|all [--peers] [--only SYSTEM] [--rounds N] [--quick] [--json] [--write] [--profile DIR]
//   npm run bench -- --compare [--peers]
import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Claim, ClaimOptions, Measured } from './claim.ts';
import { machine } from './machine.ts';
import { figureTable } from './report.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: 'string' },
    compare: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    peers: { type: 'boolean', default: false },
    profile: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

const options: ClaimOptions = {
  rounds: Number(flags.rounds ?? (flags.quick ? 1 : 3)),
  quick: flags.quick,
  peers: flags.peers,
  only: flags.only,
  profile: flags.profile,
  against: flags.against,
  note: (line) => process.stderr.write(`${line}\n`),
};

for (const claim of await chosenClaims()) {
  options.note(`${claim.name}: ${claim.title}`);
  const measured = await claim.run(options);
  show(claim, measured);
}

async function chosenClaims(): Promise<readonly Claim[]> {
  const folder = join(import.meta.dirname, 'claims');
  const files = readdirSync(folder).filter((file) => ['.js', '.ts'].includes(extname(file)));
  const claims: Claim[] = [];
  for (const file of files) {
    if (!positionals.includes('all') && !positionals.includes(basename(file, extname(file)))) continue;
    const module: { readonly claim: Claim } = await import(pathToFileURL(join(folder, file)).href);
    claims.push(module.claim);
  }
  return claims;
}

function show(claim: Claim, { configuration, figures, notes = [] }: Measured): void {
  if (flags.json) {
    process.stdout.write(
      `${JSON.stringify({ claim: claim.name, machine: machine(), configuration, figures, notes })}\n`,
    );
    return;
  }
  process.stdout.write(`\n${claim.title}\n\n${figureTable(figures)}\n\n`);
  for (const note of notes) process.stdout.write(`  ${note}\n`);
}
