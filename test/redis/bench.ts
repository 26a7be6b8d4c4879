import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Backend, RoutedEvent } from '../../src/backend/backend.ts';
import { now } from '../../src/backend/conformance/samples.ts';
import { acceptArguments, deliverArguments } from '../../src/backend/redis/arriving.ts';
import { createRedisBackend, type RedisOptions } from '../../src/backend/redis/backend.ts';
import { connect } from '../../src/backend/redis/connection.ts';
import { createPartitions, eventIdentity, type Partitions } from '../../src/backend/redis/partition.ts';
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
    const arriving = {
      ...{ identity, now, own: false, retention: 24 * 60 * 60 * 1000 },
      ...{ body: JSON.stringify(event), route: { keys, starts } },
    };
    const others = count === 1 ? '' : JSON.stringify(arriving.route);
    const fence = { key: '', revision: '' };
    const run = async (script: 'accept' | 'deliver', tag: string, args: readonly (string | number)[]) =>
      connection.run(script, tag, [args.length, ...args]);
    await run('accept', home, acceptArguments({ ...arriving, fence, others }, home, partitions));
    const away = partitions.tags.filter((tag) => tag !== home).slice(0, delivered);
    for (const tag of away) await run('deliver', tag, deliverArguments(arriving, tag, partitions));
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
