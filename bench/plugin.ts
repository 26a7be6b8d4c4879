import type { Plugin } from '../src/activities/index.ts';

/** The steps of the workflows that are measured: one that does nothing, and one that tells when it ran. */
const plugins: readonly Plugin[] = [
  { name: 'step', run: (input) => input },
  { name: 'note', run: () => ({ at: performance.timeOrigin + performance.now() }) },
];

export default plugins;
