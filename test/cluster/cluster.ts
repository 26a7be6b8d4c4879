import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../redis/server.ts';

/** Three masters on loopback, a third of the slots each, without replicas: while one is away, its rows are away. */
export interface RedisCluster {
  /** `redis+cluster://` with all three. */
  readonly url: string;
  /** By their place. */
  readonly masters: readonly RedisServer[];
  /** Resolves when every master says that the cluster serves. */
  serves(): Promise<void>;
  stop(): Promise<void>;
}

const slots = 16_384;
const masters = 3;

/** Milliseconds after which the others take a master for gone, and then refuse to serve until it is back. */
const nodeTimeout = 1_000;

export async function startCluster(): Promise<RedisCluster> {
  const configuration = {
    'cluster-enabled': 'yes',
    'cluster-announce-ip': '127.0.0.1',
    'cluster-node-timeout': String(nodeTimeout),
  };
  const servers = await Promise.all(Array.from({ length: masters }, () => startRedis({ configuration })));
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    await join(servers);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `redis+cluster://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    masters: servers,
    serves: () => withAdmins(servers, untilComplete),
    stop,
  };
}

async function join(servers: readonly RedisServer[]): Promise<void> {
  await withAdmins(servers, async (admins) => {
    for (const [place, admin] of admins.entries()) {
      const bound = (index: number): number => Math.floor((index * slots) / servers.length);
      await admin.call('CLUSTER', 'SET-CONFIG-EPOCH', place + 1);
      await admin.call('CLUSTER', 'ADDSLOTSRANGE', bound(place), bound(place + 1) - 1);
      for (const { port } of servers.slice(0, place)) await admin.call('CLUSTER', 'MEET', '127.0.0.1', port);
    }
    await untilComplete(admins);
  });
}

async function withAdmins(
  servers: readonly RedisServer[],
  work: (admins: readonly Redis[]) => Promise<void>,
): Promise<void> {
  const admins = servers.map(({ url }) => new Redis(url));
  try {
    await work(admins);
  } finally {
    for (const admin of admins) admin.disconnect();
  }
}

async function untilComplete(admins: readonly Redis[]): Promise<void> {
  for (const admin of admins) while (!(await complete(admin))) await pause(20);
}

/** True when this master serves and knows the slots of all. */
async function complete(admin: Redis): Promise<boolean> {
  const info = String(await admin.call('CLUSTER', 'INFO'));
  return (
    info.includes('cluster_state:ok') &&
    info.includes(`cluster_slots_ok:${slots}`) &&
    info.includes(`cluster_known_nodes:${masters}`)
  );
}
