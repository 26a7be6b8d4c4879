import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Backend, RoutedEvent } from '../../src/backend/backend.ts';
import { now } from '../../src/backend/conformance/samples.ts';
import { createRedisBackend, type RedisOptions } from '../../src/backend/redis/backend.ts';
import { connect } from '../../src/backend/redis/connection.ts';
import { createPartitions, eventIdentity, type Partitions } from '../../src/backend/redis/partition.ts';
import { creation } from '../../src/backend/redis/rows.ts';
import { type RedisServer, startAnyRedis } from './server.ts';

/** A Redis for one test file, and a new store in it for each test. */
export interface Bench {
  readonly admin: Redis;
  readonly url: string;
  /** Of this test's store; no other has it. */
  readonly prefix: string;
  /** Of a store with the 4 partitions that a test's store has when it does not say how many. */
  readonly partitions: Partitions;
  /** Another process of this test's store; closed when the test ends. */
  open(options?: Change): Promise<Backend>;
  /**
   * The first steps of an event, as a process leaves them that dies after: it is accepted in its own partition, and
   * delivered in the first `delivered` others.
   */
  acceptAndDie(event: RoutedEvent, delivered?: number, partitions?: number): Promise<void>;
}

/** Options of a store; `partitions: undefined` leaves their number to the store. */
type Change = Partial<Omit<RedisOptions, 'partitions'>> & { readonly partitions?: number | undefined };

/** Declares what a file's tests on Redis begin and end with. */
export function redisBench(): Bench {
  let server: RedisServer;
  let admin: Redis;
  let prefix = '';
  let serial = 0;
  const opened: Backend[] = [];

  beforeAll(async () => {
    server = await startAnyRedis();
    admin = new Redis(server.url);
  });
  beforeEach(() => {
    prefix = `own-${Date.now()}-${serial++}`;
  });
  afterEach(async () => {
    for (const backend of opened.splice(0)) await backend.close();
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });

  async function acceptAndDie({ event, keys, starts }: RoutedEvent, delivered = 0, count = 4): Promise<void> {
    const connection = await connect(server.url);
    const partitions = createPartitions(prefix, count);
    const identity = eventIdentity(event.source, event.id);
    const home = partitions.of(identity);
    const start = (tag: string) => starts.filter(({ id }) => partitions.of(id) === tag);
    const own = (tag: string) => [
      keys.length,
      ...keys.flatMap(({ key, keep }) => [key, keep ? '1' : '0']),
      start(tag).length,
      ...start(tag).flatMap(creation),
    ];
    const [retention, body] = [24 * 60 * 60 * 1000, JSON.stringify(event)];
    const route = count === 1 ? '' : JSON.stringify({ keys, starts });
    const fence = ['', ''];
    await connection.run('accept', home, [
      ...[identity, now, retention, 0, body, route, ...fence],
      ...own(home),
    ]);
    const away = partitions.tags.filter((tag) => tag !== home).slice(0, delivered);
    for (const tag of away) {
      await connection.run('deliver', tag, [identity, now, retention, 0, body, ...own(tag)]);
    }
    await connection.close();
  }

  return {
    get admin() {
      return admin;
    },
    get url() {
      return server.url;
    },
    get prefix() {
      return prefix;
    },
    get partitions() {
      return createPartitions(prefix, 4);
    },
    async open(options = {}) {
      const { partitions = 4, ...others } = options;
      const own = 'partitions' in options && options.partitions === undefined ? {} : { partitions };
      const backend = await createRedisBackend({ url: server.url, prefix, ...own, ...others });
      opened.push(backend);
      return backend;
    },
    acceptAndDie,
  };
}
