import { hasEnded, pendingInstance } from '../../machine/instance.ts';
import type { InstanceSummary, Instances, NewInstance, Work } from '../backend.ts';
import { ringName } from '../doorbell-queue.ts';
import { inboxLimit, pushedLimit } from '../limits.ts';
import { turnArguments } from './commit.ts';
import { revisionOf } from './definitions.ts';
import { createForgetting } from './forget.ts';
import { list, number, texts } from './reply.ts';
import { creation, instanceFields, loaded, storedInstance, summary } from './rows.ts';
import type { Store } from './store.ts';
import { together } from './together.ts';

/** Rows of an index that one script call looks at. */
const page = 500;

export function redisInstances(store: Store): Instances {
  const { connection, partitions, meta, revisionKey, bell } = store;
  const creations = together(connection, 'create');
  const commits = together(connection, 'commit');
  return {
    async create(request, fence) {
      if (fence !== undefined && connection.clustered) {
        if ((await revisionOf(connection, meta)) !== fence.revision) return 'stale';
      }
      const known = fence === undefined ? ['', ''] : [revisionKey, fence.revision];
      const args = [request.now, bell.answers ? 1 : 0, ...known, ...creation(request)];
      const outcome = number(await creations(partitions.of(request.id), args));
      if (outcome === 3) return 'stale';
      if (outcome === 2) {
        bell.ring([request.id], { workflow: ringName(request.definition), work: firstWork(request) });
      }
      return outcome > 0;
    },
    async get(id) {
      const key = `${partitions.of(id)}:instance:${id}`;
      const row = await connection.ask((client) => client.hmget(key, ...instanceFields));
      return row[0] === null ? undefined : storedInstance(id, row);
    },
    async list(query) {
      const found = await Promise.all(partitions.tags.map((tag) => newest(store, tag, query)));
      return found
        .flat()
        .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1))
        .slice(0, query.limit);
    },
    async push({ instance, id, stimulus, now }) {
      const args = [instance, id, JSON.stringify(stimulus), now, pushedLimit, bell.answers ? 1 : 0];
      const outcome = number(await connection.run('push', partitions.of(instance), args));
      if (outcome === 2) bell.ring([instance]);
      return outcome > 0;
    },
    async load(id) {
      return loaded(
        id,
        texts(await connection.run('load', partitions.of(id), [id, inboxLimit, revisionKey])),
      );
    },
    async commit(turn) {
      const outcome = await commits(partitions.of(turn.instance.id), turnArguments(turn));
      return outcome === -1 ? 'conflict' : { more: outcome === 1 };
    },
    forget: createForgetting(store),
  };
}

/** What the first turn of an instance starts from. */
function firstWork(request: NewInstance): Work {
  const inbox = [{ id: 'start', stimulus: { kind: 'start' as const } }];
  return { instance: pendingInstance(request), version: 0, inbox };
}

/** The newest matching instances of one partition, at most `limit`. */
async function newest(
  { connection }: Store,
  tag: string,
  { status, namespace, name, version, limit }: Parameters<Instances['list']>[0],
): Promise<InstanceSummary[]> {
  const live = status !== undefined && !hasEnded(status);
  const index = live ? 'live' : (status ?? 'all');
  const filter = [status ?? '', namespace ?? '', name ?? '', version ?? ''];
  const found: InstanceSummary[] = [];
  for (let skip = 0; found.length < limit; skip += page) {
    const reply = await connection.run('list-instances', tag, [index, skip, page, ...filter]);
    const [seen, ...rows] = list(reply);
    found.push(...rows.map(summary));
    if (number(seen) < page) break;
  }
  return found.slice(0, limit);
}
