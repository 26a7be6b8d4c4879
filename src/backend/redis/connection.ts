import { Cluster, Redis } from 'ioredis';
import { type Address, parseAddress } from './address.ts';
import { defineScripts, type RunScript } from './scripts.ts';
import { service } from './service.ts';
import { explainError } from './unreachable.ts';

export type Client = Redis | Cluster;

/**
 * The connections of one store.
 *
 * The main one is shared by all callers, batches what they ask for in one tick, and gives up on a command after a few
 * reconnects (about a second), so that callers hear `unreachable` instead of waiting. The patient ones reconnect
 * for ever; workers and followers block on them.
 */
export interface Connection {
  /** For people, without the password. */
  readonly label: string;
  readonly clustered: boolean;
  readonly client: Client;
  readonly run: RunScript;
  /** As `run`, for who has gathered what goes together: the call leaves at once. */
  readonly runNow: RunScript;
  /** Does something on the main connection. @throws Failure `unreachable`. */
  ask<Reply>(question: (client: Client) => Promise<Reply>): Promise<Reply>;
  /** A connection of its own that reconnects for ever; closed with the store at the latest. */
  patient(): Client;
  close(): Promise<void>;
}

const retries = 3;
/** Of one command on a cluster; most of them 100 ms after the one before. */
const redirections = 16;
const longestPause = 300;
const commandTimeout = 10_000;
const connectTimeout = 2_000;

/** @throws Failure `usage` for a wrong URL, `unreachable` when nobody answers. */
export async function connect(url: string): Promise<Connection> {
  const address = parseAddress(url);
  const client = open(address, { maxRetriesPerRequest: retries, lazyConnect: true, commandTimeout });
  const script = defineScripts(client);
  const gather = gatherWrites(client);
  const served =
    client instanceof Cluster ? service(client, { attempts: retries, time: commandTimeout }) : undefined;
  const patient = new Set<Client>();

  function ask<Reply>(question: (client: Client) => Promise<Reply>): Promise<Reply> {
    gather();
    return askNow(question);
  }

  async function askNow<Reply>(question: (client: Client) => Promise<Reply>): Promise<Reply> {
    try {
      if (served === undefined) return await question(client);
      if (client.status !== 'ready') await served.ready();
      return await served.answered(question(client));
    } catch (error) {
      throw explainError(error, address.label);
    }
  }

  try {
    await ask(async () => {
      if (client instanceof Redis) await client.connect();
    });
  } catch (error) {
    hangUp(client);
    throw error;
  }
  return {
    label: address.label,
    clustered: address.kind === 'cluster',
    client,
    run: (name, tag, args) => ask(() => script(name, tag, args)),
    runNow: (name, tag, args) => askNow(() => script(name, tag, args)),
    ask,
    patient() {
      const own = open(address, { maxRetriesPerRequest: null, lazyConnect: false });
      patient.add(own);
      own.once('end', () => patient.delete(own));
      return own;
    },
    async close() {
      for (const own of patient) hangUp(own);
      hangUp(client);
    },
  };
}

const hungUp = new WeakSet<Client>();

/** True for a connection that was ended from here. Its status says so only later, when it is one to a cluster. */
export function isHungUp(client: Client): boolean {
  return hungUp.has(client);
}

/**
 * Ends a connection, and with it every command that waits on it. A client that is told to disconnect between two
 * attempts would just stop trying and leave its commands waiting for ever, so it is made to try once more first.
 */
export function hangUp(client: Client): void {
  if (hungUp.has(client)) return;
  hungUp.add(client);
  if (client instanceof Cluster) {
    endCluster(client);
    return;
  }
  if (client.status === 'reconnecting') client.connect().catch(() => {});
  client.disconnect();
}

/** Milliseconds after which a client of a cluster that has not ended is told to once more. */
const endInterval = 50;

/**
 * A client of a cluster ends when the last of its nodes does. Without nodes it would never end, so it is given some by
 * one more attempt, which ends it too where it comes to nothing. A late answer may give it a node that nobody ends, and a
 * node that ends after the last one makes it forget that it has ended: what it is asked then, and what it was about
 * to ask once more, it would keep for ever.
 */
function endCluster(cluster: Cluster): void {
  let ended = false;
  cluster.once('end', () => {
    ended = true;
    cluster.on('close', () => {
      cluster.status = 'end';
    });
  });
  const tell = (): void => {
    if (ended) return;
    setTimeout(tell, endInterval);
    const isLeft = cluster.nodes().length === 0 && cluster.status !== 'wait';
    cluster.disconnect();
    if (!isLeft) return;
    cluster.once('+node', () => setImmediate(() => cluster.disconnect()));
    cluster.connect().catch(() => {});
  };
  tell();
}

/** Lets all that is asked in one turn of the event loop leave together, by one call of the system for each server. */
function gatherWrites(client: Client): () => void {
  let gathering = false;
  return () => {
    if (gathering || client.status !== 'ready') return;
    const servers = client instanceof Redis ? [client] : client.nodes('master');
    const streams = servers.filter(({ status }) => status === 'ready').map(({ stream }) => stream);
    gathering = true;
    for (const stream of streams) stream.cork();
    setImmediate(() => {
      gathering = false;
      for (const stream of streams) stream.uncork();
    });
  };
}

/** How a connection behaves when Redis is away. */
interface Patience {
  readonly maxRetriesPerRequest: number | null;
  readonly lazyConnect: boolean;
  readonly commandTimeout?: number;
}

function open(address: Address, patience: Patience): Client {
  const client = create(address, patience);
  // Reconnecting is the client's business, and the commands that fail by it tell their callers.
  client.on('error', () => {});
  return client;
}

function create(address: Address, patience: Patience): Client {
  const common = { ...patience, connectTimeout };
  const retryStrategy = (attempt: number): number => Math.min(50 * 2 ** (attempt - 1), longestPause);
  if (address.kind === 'single') return new Redis(address.url, { ...common, retryStrategy });
  if (address.kind === 'socket') return new Redis(address.path, { ...common, retryStrategy });
  const { username, password } = address;
  const { lazyConnect, ...rest } = common;
  return new Cluster([...address.nodes], {
    lazyConnect,
    maxRedirections: patience.maxRetriesPerRequest === null ? Number.POSITIVE_INFINITY : redirections,
    // A client that gave up would never come back; who asks it meanwhile gives up instead.
    clusterRetryStrategy: () => longestPause,
    redisOptions: {
      ...rest,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
  });
}
