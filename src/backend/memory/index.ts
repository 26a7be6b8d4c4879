import type { Backend } from '../backend.ts';
import { createDoorbellQueue } from '../doorbell-queue.ts';
import { createFollowers } from '../followers.ts';
import { defaultRetention } from '../limits.ts';
import { memoryDefinitions } from './definitions.ts';
import { memoryDoorbell } from './doorbell.ts';
import { memoryEffects } from './effects.ts';
import { memoryEvents } from './events.ts';
import { memoryHistory } from './history.ts';
import { memoryInstances } from './instances.ts';
import { memoryServices } from './services.ts';
import type { Store } from './store.ts';

/**
 * A store that lives as long as the process: for `eventctl run`, tests, and as the model that the others are compared
 * with. It is written to be obviously right; finding the next timer and expired effects costs a walk over all instances.
 */
export function createMemoryBackend(options: { readonly retention?: number } = {}): Backend {
  const store: Store = {
    definitions: new Map(),
    revision: 0,
    services: new Map(),
    rows: new Map(),
    waiting: new Map(),
    accepted: new Map(),
    kept: new Map(),
    oldest: Number.POSITIVE_INFINITY,
    arrival: 0,
    order: 0,
    retention: options.retention ?? defaultRetention,
    queue: createDoorbellQueue(),
    followers: createFollowers(),
  };
  return {
    description: 'memory',
    definitions: memoryDefinitions(store),
    services: memoryServices(store),
    instances: memoryInstances(store),
    events: memoryEvents(store),
    effects: memoryEffects(store),
    history: memoryHistory(store),
    doorbell: memoryDoorbell(store),
    async close() {
      store.followers.close();
      await store.queue.stop();
    },
  };
}
