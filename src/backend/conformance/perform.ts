import { hasEnded } from '../../machine/instance.ts';
import type { Backend, Lease, NewInstance, Turn, Work } from '../backend.ts';
import { instances, type Operation } from './operation.ts';
import { cloudEvent, day, definition, newInstance } from './samples.ts';

/** A store under a random sequence, and what its caller remembers of it. */
export interface Side {
  readonly backend: Backend;
  readonly loaded: Map<string, Work>;
}

/** Carries out one operation and returns what its caller can see, without numbers that stores choose themselves. */
export async function perform({ backend, loaded }: Side, operation: Operation): Promise<unknown> {
  switch (operation.do) {
    case 'define':
      return backend.definitions.put(definition(operation.version, { hash: operation.hash }));
    case 'undefine':
      return backend.definitions.remove(definition(operation.version));
    case 'create':
      return backend.instances.create(newInstance(operation.instance, originOf(operation)));
    case 'push':
      return backend.instances.push({ ...operation, stimulus: { kind: 'cancel', reason: operation.id } });
    case 'accept':
      return backend.events.accept({
        event: cloudEvent(operation.event),
        keys: operation.keys,
        starts: operation.starts.map((id, index) => newInstance(id, { now: operation.now + index })),
        now: operation.now,
      });
    case 'load': {
      const work = await backend.instances.load(operation.instance);
      if (work !== undefined) loaded.set(operation.instance, work);
      return visible(work);
    }
    case 'commit': {
      const current = await backend.instances.load(operation.instance);
      const known = operation.stale ? loaded.get(operation.instance) : current;
      // What was forgotten and came anew under its id may have the same version: it is told apart by its age, since nobody
      // holds on to an instance for as long as ended ones are kept.
      const work = known?.instance.startedAt === current?.instance.startedAt ? known : undefined;
      return work === undefined ? 'nothing to commit' : backend.instances.commit(turnOf(operation, work));
    }
    case 'settle': {
      const { instance, key, result, now } = operation;
      return backend.effects.settle({ instance, key, now, ...(result === null ? {} : { result }) });
    }
    case 'renew':
      return backend.effects.renew({ ...operation, lease: leaseOf(operation) });
    case 'takeExpired': {
      const { now } = operation;
      const taken = await backend.effects.takeExpired({ now, lease: leaseOf(operation), limit: 99 });
      // Only those of one instance have an order.
      return instances.map((id) => taken.filter(({ instance }) => instance === id));
    }
    case 'fire':
      return backend.doorbell.fire(operation.now);
    case 'forget':
      return backend.instances.forget({ endedBefore: operation.endedBefore, limit: 99 });
    case 'sweep':
      return backend.doorbell.sweep({ now: operation.now, before: operation.now });
  }
}

function originOf({ origin, now }: Extract<Operation, { readonly do: 'create' }>): Partial<NewInstance> {
  return { now, ...(origin === null ? {} : { origin }) };
}

/** A lease is over at once or never: stores may measure it by different clocks. */
function leaseOf(operation: {
  readonly owner: string;
  readonly now: number;
  readonly lasts: boolean;
}): Lease {
  return { owner: operation.owner, from: operation.now, duration: operation.lasts ? 9999 * day : 0 };
}

function turnOf(operation: Extract<Operation, { readonly do: 'commit' }>, work: Work): Turn {
  const { status, effects, waits, timers, now } = operation;
  const oldest = work.inbox.flatMap(({ stimulus }) =>
    stimulus.kind === 'event' ? [stimulus.arrival] : [],
  )[0];
  const ended = hasEnded(status);
  return {
    instance: { ...work.instance, status, context: now, ...(ended ? { endedAt: now } : {}) },
    version: work.version,
    consumed: work.inbox.filter((_, index) => operation.consumed.includes(index)).map(({ id }) => id),
    settled: operation.settled,
    commands: {
      effects,
      timers,
      waits: {
        remove: waits.remove,
        add: waits.add.map(({ key, early, sinceOldest }) => ({
          key,
          early,
          ...(sinceOldest && oldest !== undefined ? { since: oldest } : {}),
        })),
      },
    },
    history: Array.from({ length: operation.history }, (_, index) => ({
      time: now,
      type: 'task.started',
      name: `${index}`,
    })),
    lease: leaseOf(operation),
  };
}

/** Everything a caller can see of a store without changing it. */
export async function observe({ backend }: Side): Promise<unknown> {
  const accepted = await backend.events.list({ limit: 999 });
  return {
    definitions: await backend.definitions.list(),
    latest: await backend.definitions.get(definition('latest')),
    list: await backend.instances.list({ limit: 99 }),
    waiting: await backend.instances.list({ status: 'waiting', limit: 99 }),
    suspended: await backend.instances.list({ status: 'suspended', limit: 99 }),
    instances: await Promise.all(
      instances.map(async (id) => ({
        work: visible(await backend.instances.load(id)),
        history: await backend.history.read({ instance: id, after: 0 }),
      })),
    ),
    events: accepted.map(({ event, acceptedAt, deliveries }) => ({ event, acceptedAt, deliveries })),
    nextTimer: await backend.doorbell.nextTimer(),
    backlog: await backend.doorbell.backlog(),
  };
}

function visible(work: Work | undefined): unknown {
  if (work === undefined) return 'none';
  const inbox = work.inbox.map(({ stimulus }) => {
    if (stimulus.kind !== 'event') return stimulus;
    const { arrival: _, ...rest } = stimulus;
    return rest;
  });
  return { instance: work.instance, inbox };
}
