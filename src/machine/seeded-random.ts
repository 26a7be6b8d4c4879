import { fingerprint } from '../json/fingerprint.ts';

/** Numbers in [0, 1) that follow from a text alone (mulberry32 over its fingerprint). */
export function seededRandom(text: string): () => number {
  let state = Number.parseInt(fingerprint(text), 36) % 4294967296;
  return () => {
    state = (state + 0x6d2b79f5) % 4294967296;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
