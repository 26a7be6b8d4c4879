import type { Plugin } from '../src/activities/index.ts';

/** The steps of the workflows that are measured: one that does nothing, one that tells when it ran, one that may fail. */
const plugins: readonly Plugin[] = [
  { name: 'step', run: (input) => input },
  { name: 'note', run: () => ({ at: performance.timeOrigin + performance.now() }) },
  {
    name: 'flaky',
    run: () => {
      if (Math.random() < 0.5) throw new Error('not this time');
      return {};
    },
  },
];

export default plugins;
