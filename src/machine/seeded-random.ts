import { fingerprint } from '../json/fingerprint.ts';

/** Numbers in [0, 1) that follow from a text alone (mulberry32 over its fingerprint). */
export function seededRandom(text: () => string): () => number {
  let known: number | undefined;
  return () => {
    // Made when it is asked for: few who may ask do.
    const before = known ?? Number.parseInt(fingerprint(text()), 36) % 4294967296;
    const state = (before + 0x6d2b79f5) % 4294967296;
    known = state;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
