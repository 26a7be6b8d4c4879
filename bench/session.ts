import type { Claim } from './claim.ts';
import type { RecordedClaim } from './recorded.ts';

/** Claims, one after the other. */
export interface Session {
  readonly claims: readonly Claim[];
  /** Minutes that a claim takes, about. */
  readonly minutesOf: (claim: Claim) => number;
  readonly measure: (claim: Claim, minutes: number) => Promise<RecordedClaim>;
  /** Told of each claim that was measured, at once: a long run that ends early has kept what it found. */
  readonly found: (claim: RecordedClaim) => void;
  /** Progress, for people. */
  readonly note: (line: string) => void;
}

export interface SessionResult {
  readonly measured: readonly RecordedClaim[];
  /** What could not be measured, `claim: why`: whole claims, and systems of claims. */
  readonly failures: readonly string[];
}

/** Times the minutes that a claim takes, until it counts as stuck; of short ones more. */
const patience = 3;
const leastPatience = 10;

/** Measures claims one after the other. One that fails stops none of the others. */
export async function runSession(session: Session): Promise<SessionResult> {
  const { claims, minutesOf, measure, found, note } = session;
  const begin = performance.now();
  const measured: RecordedClaim[] = [];
  const failures: string[] = [];
  const total = sum(claims.map(minutesOf));
  if (claims.length > 1) {
    note(`About ${minutesText(total)} in all:`);
    for (const claim of claims) note(`  ${claim.name.padEnd(16)} ${minutesText(minutesOf(claim))}`);
  }
  for (const [index, claim] of claims.entries()) {
    const left = sum(claims.slice(index).map(minutesOf));
    const passed = (performance.now() - begin) / 60_000;
    const place = `[${index + 1}/${claims.length}, after ${minutesText(passed)}, ${minutesText(left)} to go]`;
    note(`\n${place} ${claim.name}: ${claim.title}`);
    try {
      const minutes = minutesOf(claim);
      const one = await measure(claim, Math.max(leastPatience, patience * minutes));
      measured.push(one);
      failures.push(...one.failures.map((failure) => `${claim.name}: ${failure}`));
      found(one);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      note(`${claim.name} could not be measured: ${why}`);
      failures.push(`${claim.name}: ${why}`);
    }
  }
  return { measured, failures };
}

/** `4 min`, or `30 s` of less than one. */
export function minutesText(minutes: number): string {
  return minutes < 1 ? `${Math.round(minutes * 60)} s` : `${Math.round(minutes)} min`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
