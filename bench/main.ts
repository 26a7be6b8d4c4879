// `npm run bench`: see flags.ts for what it takes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from './claim.ts';
import { ownClaim, runApart, tell } from './claim-process.ts';
import { comparison } from './compare.ts';
import { holds } from './figures.ts';
import { type Flags, readFlags, usage } from './flags.ts';
import { inOrder } from './order.ts';
import { performancePage } from './page.ts';
import { type RecordedClaim, readRecorded, writeRecorded } from './recorded.ts';
import { claimTable, standingText } from './report.ts';
import { installRivals } from './rivals.ts';
import { loadClaims, runClaim } from './run-claim.ts';
import { minutesText, runSession } from './session.ts';
import { readShortfalls } from './shortfalls.ts';
import { rivals } from './systems.ts';

const flags = flagsOrEnd();
const { rounds, minutes, waiting, quick, peers, only, profile, against } = flags;
/** What a run of a tenth of the work takes, beside a whole one: much of it is starting and warming up. */
const quickShare = 0.3;

const own = ownClaim();
if (flags.help) print(usage);
else if (flags.page) writePage(readRecorded());
else if (own === undefined) await runAll();
else await runOne(own);

/** In a process of a claim. */
async function runOne(name: string): Promise<void> {
  const claim = (await loadClaims()).find((known) => known.name === name);
  if (claim === undefined) throw new Error(`${name} is no claim`);
  const options = { quick, peers, only, profile, against, minutes, waiting, note };
  await tell(() => runClaim(claim, { ...options, rounds: roundsOf(claim) }));
}

async function runAll(): Promise<void> {
  if (peers) installRivals();
  const loaded = await loadClaims();
  const wanted = loaded.filter(
    ({ endless }) => loaded.length === 1 || endless === undefined || minutes !== undefined,
  );
  const begin = performance.now();
  const recorded = readRecorded();
  const { measured, failures } = await runSession({
    claims: inOrder(wanted),
    minutesOf,
    measure: (claim, minutes) => runApart(claim.name, minutes),
    found(claim) {
      if (flags.write) keep(claim);
      if (!flags.json) print(`\n${claimTable(claim)}`);
    },
    note,
  });
  if (flags.json) print(JSON.stringify({ claims: measured, failures }, null, 2));
  note(
    `\nMeasured ${measured.length} of ${wanted.length} claims in ${minutesText((performance.now() - begin) / 60_000)}`,
  );
  noteStanding(measured);
  if (failures.length > 0) {
    note(`Not measured:\n  ${failures.join('\n  ')}`);
    process.exitCode = 1;
  }
  if (flags.compare && !compareAll(recorded, measured)) process.exitCode = 1;
}

/** What holds and what does not; neither has a say in how the run ends. */
function noteStanding(measured: readonly RecordedClaim[]): void {
  const bounded = measured.flatMap(({ name, figures }) =>
    figures.filter(({ bound }) => bound !== undefined).map((figure) => ({ name, figure })),
  );
  const short = bounded.filter(({ figure }) => holds(figure) === false);
  note(`${bounded.length - short.length} of ${bounded.length} bounds are met`);
  for (const { name, figure } of short) note(`  short: ${name}: ${standingText(figure)}`);
}

function roundsOf(claim: Claim): number {
  return rounds ?? (quick ? 1 : claim.rounds);
}

function minutesOf(claim: Claim): number {
  const share = quick ? quickShare : Math.max(1, roundsOf(claim) / claim.rounds);
  return claim.endless ? claim.minutes + (minutes ?? 0) : claim.minutes * share;
}

/** Not what systems of ours have failed at: what was recorded before stays. A rival that fails is written down as such. */
function keep(found: RecordedClaim): void {
  const own = found.failures.filter((failure) => !rivals.some((name) => failure.startsWith(`${name}:`)));
  if (own.length > 0) {
    note(`${found.name} is not recorded, since it is not whole`);
    return;
  }
  const others = readRecorded().filter(({ name }) => name !== found.name);
  writeRecorded([...others, found]);
  writePage(readRecorded());
}

function writePage(claims: readonly RecordedClaim[]): void {
  const log = readFileSync(join('bench', 'log.md'), 'utf8');
  writeFileSync(join('docs', 'performance.md'), performancePage(claims, readShortfalls(), log));
}

/** True when nothing has become much worse than what was recorded before. */
function compareAll(recorded: readonly RecordedClaim[], measured: readonly RecordedClaim[]): boolean {
  const { compared, worse, left } = comparison(recorded, measured);
  note(`\n${compared} figures compared with what was recorded, ${worse.length} more than 20 % behind`);
  for (const line of worse) note(`  ${line}`);
  if (left.length > 0) note(`Not compared:\n  ${left.join('\n  ')}`);
  return worse.length === 0;
}

function flagsOrEnd(): Flags {
  try {
    return readFlags(process.argv.slice(2));
  } catch (error) {
    note(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
