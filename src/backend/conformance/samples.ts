import type { Service } from '../../catalog/model.ts';
import type { CloudEvent } from '../../events/cloudevent.ts';
import type { Commands, HistoryEntry } from '../../machine/command.ts';
import type { Instance } from '../../machine/instance.ts';
import type { Stimulus } from '../../machine/stimulus.ts';
import type {
  Backend,
  NewInstance,
  RecordedEntry,
  RoutedEvent,
  StoredDefinition,
  Turn,
  Work,
} from '../backend.ts';

/** Some time on the caller's clock; nothing in a store looks at another clock. */
export const now = 1_750_000_000_000;

export const day = 24 * 60 * 60 * 1000;

export function definition(version: string, more: Partial<StoredDefinition> = {}): StoredDefinition {
  return {
    namespace: 'shop',
    name: 'order',
    version,
    hash: `hash-of-${version}`,
    file: 'order.yaml',
    text: 'document:\n  name: "order" # ¥ \u2028\n',
    bindings: { '/do/0/pay': { service: 'payment.yaml', channel: 'payment' } },
    appliedAt: now,
    ...more,
  };
}

export function service(file: string, more: Partial<Service> = {}): Service {
  return {
    file,
    title: 'Payment service',
    version: '1.0.0',
    asyncapi: '3.0.0',
    hash: 'abc',
    servers: [{ name: 'local', url: 'http://127.0.0.1', protocol: 'http' }],
    channels: [{ name: 'payment', address: 'payment', messages: [] }],
    operations: [],
    ...more,
  };
}

export function newInstance(id: string, more: Partial<NewInstance> = {}): NewInstance {
  return {
    id,
    definition: { namespace: 'shop', name: 'order', version: '1.0.0' },
    input: { order: id },
    now,
    ...more,
  };
}

export function cloudEvent(id: string, more: Partial<CloudEvent> = {}): CloudEvent {
  return { specversion: '1.0', id, source: 'store/order', type: 'order.paid', data: { id }, ...more };
}

/** An event to accept under some keys; those in `keep` are kept under them. */
export function routed(
  id: string,
  more: Partial<RoutedEvent> & { readonly under?: readonly string[]; readonly keep?: readonly string[] } = {},
): RoutedEvent {
  const { under = [], keep = [], ...rest } = more;
  const keys = [...new Set([...under, ...keep])].map((key) => ({ key, keep: keep.includes(key) }));
  return { event: cloudEvent(id), now, keys, starts: [], ...rest };
}

type Change = {
  readonly state?: Partial<Instance>;
  readonly consumed?: readonly string[];
  readonly settled?: readonly string[];
  readonly effects?: Partial<Commands['effects']>;
  readonly waits?: Partial<Commands['waits']>;
  readonly timers?: Partial<Commands['timers']>;
  readonly history?: readonly HistoryEntry[];
  readonly logLimit?: number;
  readonly lease?: Turn['lease'];
};

/** A turn that starts from `work`, uses up its whole inbox unless told otherwise, and makes a change. */
export function turn(work: Work, change: Change = {}): Turn {
  return {
    instance: { ...work.instance, status: 'waiting', ...change.state },
    version: work.version,
    consumed: change.consumed ?? work.inbox.map(({ id }) => id),
    ...(change.settled === undefined ? {} : { settled: change.settled }),
    commands: {
      effects: { add: [], remove: [], ...change.effects },
      waits: { add: [], remove: [], ...change.waits },
      timers: { set: [], clear: [], ...change.timers },
    },
    history: change.history ?? [],
    ...(change.logLimit === undefined ? {} : { logLimit: change.logLimit }),
    lease: change.lease ?? { owner: 'one', from: now, duration: day },
  };
}

/** What a turn of an instance that exists starts from. */
export async function load(backend: Backend, id: string): Promise<Work> {
  const work = await backend.instances.load(id);
  if (work === undefined) throw new Error(`No instance ${id}`);
  return work;
}

/** Loads, changes and commits. @throws Error on a conflict. */
export async function advance(backend: Backend, id: string, change: Change = {}): Promise<{ more: boolean }> {
  const outcome = await backend.instances.commit(turn(await load(backend, id), change));
  if (outcome === 'conflict') throw new Error(`Somebody else advanced ${id}`);
  return outcome;
}

/** Creates an instance and takes its first turn, so that its inbox is empty. */
export async function begin(backend: Backend, id: string, change: Change = {}): Promise<void> {
  await backend.instances.create(newInstance(id));
  await advance(backend, id, change);
}

export async function end(
  backend: Backend,
  id: string,
  change: Change = {},
  status: 'completed' | 'faulted' | 'cancelled' = 'completed',
): Promise<void> {
  await advance(backend, id, {
    ...change,
    state: { status, endedAt: now + 1000, frames: {}, ...change.state },
  });
}

export async function stimuli(backend: Backend, id: string): Promise<readonly Stimulus[]> {
  return (await load(backend, id)).inbox.map(({ stimulus }) => stimulus);
}

/** Ids of the events that wait in an inbox, oldest first. */
export async function eventIds(backend: Backend, id: string): Promise<readonly string[]> {
  return (await stimuli(backend, id)).flatMap((stimulus) =>
    stimulus.kind === 'event' ? [stimulus.event.id] : [],
  );
}

/** Takes the first entries of a history as they come, then ends the follower. */
export async function follow(
  backend: Backend,
  query: { readonly instance: string; readonly after: number; readonly count: number },
): Promise<readonly RecordedEntry[]> {
  const controller = new AbortController();
  const entries: RecordedEntry[] = [];
  for await (const entry of backend.history.follow({ ...query, signal: controller.signal })) {
    entries.push(entry);
    if (entries.length >= query.count) controller.abort();
  }
  return entries;
}

/** Resolves once the condition holds; the test's own time limit ends the wait. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
