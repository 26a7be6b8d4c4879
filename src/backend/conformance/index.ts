import { afterEach, beforeEach, describe } from 'vitest';
import type { Backend } from '../backend.ts';
import { commitSuite } from './commit.suite.ts';
import { definitionsSuite } from './definitions.suite.ts';
import { doorbellSuite } from './doorbell.suite.ts';
import { durabilitySuite } from './durability.suite.ts';
import { effectsSuite, leaseTimesSuite } from './effects.suite.ts';
import { eventsSuite } from './events.suite.ts';
import { forgetSuite } from './forget.suite.ts';
import { historySuite } from './history.suite.ts';
import { instancesSuite } from './instances.suite.ts';
import { servicesSuite } from './services.suite.ts';
import { timersSuite } from './timers.suite.ts';
import { waitsSuite } from './waits.suite.ts';

export { compareWithMemory } from './randomised.ts';

/** A fresh, empty store with the default retention, and how to end it. */
export interface Subject {
  readonly backend: Backend;
  /** Closes the store and opens it again on the same rows; absent when nothing outlives a close. */
  readonly reopen?: () => Promise<Backend>;
  /** Closes whatever is open and removes the rows. */
  close(): Promise<void>;
}

/** Declares the tests of every promise in `backend.ts`. Each test runs on a store of its own. */
export function backendConformance(
  name: string,
  make: () => Promise<Subject>,
  /** Whose clock ends leases. */
  { clock = 'caller' }: { readonly clock?: 'caller' | 'store' } = {},
): void {
  describe(`${name} keeps the promises of a backend:`, () => {
    let subject: Subject | undefined;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(async () => {
      await subject?.close();
      subject = undefined;
    });
    const current = (): Subject => {
      if (subject === undefined) throw new Error('The store is opened before each test');
      return subject;
    };
    const backend = (): Backend => current().backend;

    definitionsSuite(backend);
    servicesSuite(backend);
    instancesSuite(backend);
    forgetSuite(backend);
    commitSuite(backend);
    waitsSuite(backend);
    eventsSuite(backend);
    effectsSuite(backend);
    if (clock === 'caller') leaseTimesSuite(backend);
    timersSuite(backend);
    historySuite(backend);
    doorbellSuite(backend);
    durabilitySuite(current);
  });
}
