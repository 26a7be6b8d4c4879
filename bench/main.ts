// The measurements that docs/performance.md is made of.
//   npm run bench -- NAME|all [--peers] [--rounds N] [--quick] [--json] [--write]
//                             [--only SYSTEM] [--profile DIR] [--against DIR] [--minutes N]
//   npm run bench -- --compare [--peers]
//   npm run bench -- --page
// --peers: beside the rivals. --quick: a tenth of the work, to see that it runs. --write: into bench/recorded.json and
// docs/performance.md. --profile: CPU profiles of workers and what Redis did. --against: another built package, with
// bin/ and dist/, in the same rounds. --minutes: of the soak. --page: docs/performance.md anew from what is recorded.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Claim, ClaimOptions } from './claim.ts';
import { changes, tolerance } from './compare.ts';
import { performancePage } from './page.ts';
import { type RecordedClaim, readRecorded, writeRecorded } from './recorded.ts';
import { figureTable, numberText } from './report.ts';
import { installRivals } from './rivals.ts';
import { loadClaims, runClaim } from './run-claim.ts';

const { values: flags } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: 'string' },
    compare: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    only: { type: 'string' },
    page: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    profile: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 3));
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1 on');
if (flags.write && (flags.quick || flags.only !== undefined || flags.against !== undefined)) {
  throw new Error('--write takes whole runs only: no --quick, --only or --against');
}
const minutes = flags.minutes === undefined ? undefined : Number(flags.minutes);
if (minutes !== undefined && !(minutes > 0)) throw new Error('--minutes is a number above 0');
const { quick, peers, only, profile, against } = flags;
const options: ClaimOptions = { rounds, quick, peers, only, profile, against, minutes, note };

if (flags.page) {
  writePage(readRecorded());
} else {
  if (peers) installRivals();
  const measured = await measureAll();
  if (flags.json) print(JSON.stringify({ claims: measured }, null, 2));
  if (flags.compare && !compareAll(measured)) process.exitCode = 1;
}

async function measureAll(): Promise<readonly RecordedClaim[]> {
  const measured: RecordedClaim[] = [];
  for (const claim of await loadClaims()) {
    const found = await measure(claim);
    if (found === undefined) continue;
    measured.push(found);
    // One by one: a long run that ends early has written what it found.
    if (flags.write) keep(found);
    if (!flags.json) show(found);
  }
  return measured;
}

/** Undefined when the claim could not be measured; the others still are. */
async function measure(claim: Claim): Promise<RecordedClaim | undefined> {
  note(`${claim.name}: ${claim.title}`);
  try {
    return await runClaim(claim, options);
  } catch (error) {
    process.exitCode = 1;
    note(`${claim.name} could not be measured: ${error instanceof Error ? error.stack : String(error)}`);
    return undefined;
  }
}

function keep(found: RecordedClaim): void {
  const others = readRecorded().filter(({ name }) => name !== found.name);
  writeRecorded([...others, found]);
  writePage(readRecorded());
}

function writePage(claims: readonly RecordedClaim[]): void {
  const log = readFileSync(join('bench', 'log.md'), 'utf8');
  writeFileSync(join('docs', 'performance.md'), performancePage(claims, log));
}

function show({ title, configuration, figures, notes }: RecordedClaim): void {
  print(`\n${title}\n\n${figureTable(figures)}\n`);
  for (const [name, value] of Object.entries(configuration)) print(`  ${name}: ${value}`);
  for (const line of notes) print(`  ${line}`);
}

/** True when nothing has become much worse than what is recorded. */
function compareAll(measured: readonly RecordedClaim[]): boolean {
  const recorded = readRecorded();
  const all = measured.flatMap(({ name, figures }) =>
    changes(recorded.find((claim) => claim.name === name)?.figures ?? [], figures).map((change) => ({
      claim: name,
      ...change,
    })),
  );
  const worse = all.filter(({ behind }) => behind > tolerance);
  note(`\n${all.length} figures compared with what is recorded, ${worse.length} more than 20 % behind`);
  for (const { claim, name, recorded: was, now, behind } of worse) {
    note(`  ${claim}: ${name} was ${numberText(was)}, is ${numberText(now)} (${Math.round(behind * 100)} %)`);
  }
  return worse.length === 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
