import { hasEnded, pendingInstance } from '../../machine/instance.ts';
import type { InstanceSummary, Instances, NewInstance } from '../backend.ts';
import { ringName } from '../doorbell-queue.ts';
import { inboxLimit, pushedLimit } from '../limits.ts';
import { commit } from './commit.ts';
import { forgetInstances } from './forget.ts';
import { receive } from './inbox.ts';
import type { Row, Store } from './store.ts';

export function memoryInstances(store: Store): Instances {
  return {
    async create(request, fence) {
      if (fence !== undefined && fence.revision !== String(store.revision)) return 'stale';
      return create(store, request);
    },
    async get(id) {
      return store.rows.get(id)?.instance;
    },
    async list(query) {
      return [...store.rows.values()]
        .map(summarise)
        .filter(
          ({ status, definition }) =>
            status === (query.status ?? status) &&
            definition.namespace === (query.namespace ?? definition.namespace) &&
            definition.name === (query.name ?? definition.name) &&
            definition.version === (query.version ?? definition.version),
        )
        .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1))
        .slice(0, query.limit);
    },
    async push({ instance, id, stimulus }) {
      const row = store.rows.get(instance);
      if (row === undefined || hasEnded(row.instance.status) || row.pushed.has(id)) return false;
      row.pushed.add(id);
      const [oldest = id] = row.pushed;
      if (row.pushed.size > pushedLimit) row.pushed.delete(oldest);
      receive(row, id, stimulus);
      store.queue.ring(instance, { workflow: ringName(row.instance.definition) });
      return true;
    },
    async load(id) {
      const row = store.rows.get(id);
      if (row === undefined) return undefined;
      return { instance: row.instance, version: row.version, inbox: row.inbox.slice(0, inboxLimit) };
    },
    async commit(turn) {
      return commit(store, turn);
    },
    async forget(request) {
      return forgetInstances(store, request);
    },
  };
}

/** Makes a pending instance with its `start` stimulus. False when the id is taken. */
export function create(store: Store, request: NewInstance): boolean {
  if (store.rows.has(request.id)) return false;
  store.rows.set(request.id, {
    instance: pendingInstance(request),
    origin: request.origin,
    version: 0,
    born: store.arrival,
    inbox: [{ id: 'start', stimulus: { kind: 'start' } }],
    pushed: new Set(),
    waits: new Set(),
    timers: new Map(),
    effects: new Map(),
    history: [],
  });
  store.queue.ring(request.id, { workflow: ringName(request.definition) });
  return true;
}

function summarise({ instance }: Row): InstanceSummary {
  const { id, definition, status, startedAt, endedAt } = instance;
  return { id, definition, status, startedAt, ...(endedAt === undefined ? {} : { endedAt }) };
}
