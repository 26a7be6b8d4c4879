import type { RecordedClaim } from './recorded.ts';

/** A measured claim that is short of nothing, for tests. */
export function sampleClaim(name: string, failures: readonly string[] = []): RecordedClaim {
  return {
    name,
    title: name,
    date: '2026-11-21',
    seconds: 1,
    quick: false,
    machine: {},
    configuration: {},
    figures: [],
    notes: [],
    failures,
  };
}
