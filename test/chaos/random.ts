/** A seeded random number generator (mulberry32): the same seed gives the same numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The seed of a run: `EVENTCTL_SEED` where it is set, else a new one. A failing test prints it. */
export function chooseSeed(): number {
  const given = process.env['EVENTCTL_SEED'];
  return given === undefined ? Date.now() % 1_000_000 : Number(given);
}
