import { Failure } from '../../problem/failure.ts';
import type { Backend } from '../backend.ts';
import { defaultRetention } from '../limits.ts';
import { createBell } from './bell.ts';
import { redisChores } from './chores.ts';
import type { Connection } from './connection.ts';
import { redisDefinitions, revisionKey } from './definitions.ts';
import { redisDoorbell } from './doorbell.ts';
import { redisEffects } from './effects.ts';
import { redisEvents } from './events.ts';
import { redisHistory } from './history.ts';
import { redisInstances } from './instances.ts';
import { connectFitting } from './mode.ts';
import { createPartitions, metaTag } from './partition.ts';
import { number, texts } from './reply.ts';
import { redisServices } from './services.ts';

/** Version of the layout of keys and rows. */
const format = 5;

const maxPartitions = 1024;

export interface RedisOptions {
  /** `redis://`, `rediss://`, `redis+unix:///path` or `redis+cluster://host:port,host:port`. */
  readonly url: string;
  /**
   * How many partitions a new store gets: 1 by default, 16 on a cluster. It is fixed when the store is first used.
   * Each partition is one unit of Cluster placement, and costs every correlated event one more script. Give more to a
   * store on one server that is to move to a cluster.
   */
  readonly partitions?: number;
  /** Milliseconds for which events are remembered and kept; 24 hours by default. */
  readonly retention?: number;
  /** First part of every key; `eventctl` by default. Stores with different prefixes do not know each other. */
  readonly prefix?: string;
}

/**
 * A store on Redis, shared by any number of processes.
 * @throws Failure `unreachable`; `usage` for a wrong URL, one that takes a cluster for a single server or the other way
 * round, or another number of partitions than the store has.
 */
export async function createRedisBackend(options: RedisOptions): Promise<Backend> {
  const { url, partitions: wanted, retention = defaultRetention, prefix = 'eventctl' } = options;
  if (/[{}:\s]/.test(prefix))
    throw new Failure('usage', `"${prefix}" cannot begin keys`, { hint: 'Use letters and digits' });
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= maxPartitions)) {
    throw new Failure('usage', `A store has 1 to ${maxPartitions} partitions, not ${wanted}`);
  }
  const connection = await connectFitting(url);
  const meta = metaTag(prefix);
  try {
    const partitions = createPartitions(prefix, await partitionCount(connection, meta, wanted));
    const fence = connection.clustered ? '' : revisionKey(meta);
    const bell = createBell(connection, partitions, fence);
    const store = { connection, partitions, meta, revisionKey: fence, retention, bell };
    return {
      description: `redis ${connection.label}`,
      definitions: redisDefinitions(store),
      services: redisServices(store),
      instances: redisInstances(store),
      events: redisEvents(store),
      effects: redisEffects(store),
      history: redisHistory(store),
      doorbell: redisDoorbell(store, bell),
      chores: redisChores(store),
      async close() {
        await bell.close();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Reads how many partitions the store has, or fixes it for a new one. */
async function partitionCount(
  connection: Connection,
  meta: string,
  wanted: number | undefined,
): Promise<number> {
  const initial = wanted ?? (connection.clustered ? 16 : 1);
  const [known, count] = texts(await connection.run('open', meta, [format, initial]));
  if (number(known) !== format) {
    throw new Failure(
      'usage',
      `The store on Redis has format ${known}; this eventctl reads format ${format}`,
      {
        hint: 'Let its instances end with the eventctl that wrote it, or use another database or prefix',
      },
    );
  }
  if (wanted !== undefined && number(count) !== wanted) {
    throw new Failure('usage', `The store on Redis has ${count} partitions, not ${wanted}`, {
      hint: 'The number is fixed when a store is first used; leave it out, or use another prefix',
    });
  }
  return number(count);
}
