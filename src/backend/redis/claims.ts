import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { inboxLimit } from '../limits.ts';
import { type Client, type Connection, hangUp } from './connection.ts';
import type { Places } from './places.ts';
import { list } from './reply.ts';
import { type Carried, type Claimed, carriedBy, claimedBy } from './token.ts';

/**
 * How a process that listens gets at what others have written, for one partition or for several that share a server:
 *
 *     full ──some places are free──► waiting (a blocking read of the bells) ──token──► claiming ──► full or waiting
 *
 * A partition's token is put under its bell by the script that makes its ring lists non-empty, so a ring costs nobody
 * a round trip, and cannot be lost between the two. Of all who wait, the one that has waited longest is given it. A
 * claim that leaves something puts the token back, so others help, and this process comes back when it has places.
 * A token that dies with its process is replaced by a sweep.
 *
 * A token may carry an instance. Where a place is free its turn begins at once, and the claim goes with the commit of that
 * turn: one write to disk for both. Until then it stands in its ring list, so another process may claim it as well; then
 * the version decides whose commit counts.
 */
export interface Claims {
  /** Resolves when the connections are up, or will never be. */
  readonly ready: Promise<void>;
  /** Claims from a partition whose bell nobody seems to hear. */
  look(tag: string): Promise<void>;
  /** Resolves when nothing more will be found: no claim is under way. */
  stop(): Promise<void>;
}

/** Instances that one claim brings at the most: Redis serves nobody else meanwhile. */
const claimAtOnce = 100;

/** Milliseconds before the next attempt after Redis refused to serve. */
const pauseAfterError = 300;

const bell = ':bell';

export function startClaims(options: {
  readonly connection: Connection;
  readonly tags: readonly string[];
  readonly revisionKey: string;
  readonly places: Places;
  /** Given what was found together; it begins to answer before it returns. */
  readonly found: (claimed: readonly Claimed[]) => void;
}): Claims {
  const { connection, tags, revisionKey, places, found } = options;
  const over = new AbortController();
  // Each partition of a cluster has a follower of its own, and Node warns of eleven.
  setMaxListeners(0, over.signal);
  // A blocking read of several partitions is one command, so on a cluster each has its own.
  const groups = connection.clustered ? tags.map((tag) => [tag]) : [tags];
  const watchers = groups.map((group) => ({ group, client: connection.patient() }));
  const claiming = new Set<Promise<number>>();
  const following = watchers.map(({ group, client }) => follow(group, client));

  async function follow(group: readonly string[], client: Client): Promise<void> {
    let served = 0;
    for (let turn = 0; !over.signal.aborted; turn++) {
      await places.someFree(over.signal, served);
      if (over.signal.aborted) return;
      try {
        // The first bell with a token is read, so each is first in its turn.
        const first = turn % group.length;
        const bells = [...group.slice(first), ...group.slice(0, first)].map((tag) => tag + bell);
        const token = await client.blpop(bells, 0);
        // One that comes too late is passed on by whoever stops this.
        if (token === null || over.signal.aborted) continue;
        if ((await claim(token[0].slice(0, -bell.length), token[1])) > 0) served += 1;
      } catch {
        if (client.status === 'end') return;
        await sleep(pauseAfterError, undefined, { signal: over.signal }).catch(() => {});
      }
    }
  }

  /** Returns how many places it had. */
  function claim(tag: string, token?: string): Promise<number> {
    const one = claimNow(tag, token).finally(() => claiming.delete(one));
    claiming.add(one);
    return one;
  }

  async function claimNow(tag: string, token: string | undefined): Promise<number> {
    const begun = token === undefined ? undefined : begin(carriedBy(token, Date.now()));
    // The turn's commit is asked for in this round of the event loop, and the claim leaves with it.
    if (begun !== undefined) await new Promise((resolve) => setImmediate(resolve));
    const taken = places.take(claimAtOnce);
    try {
      const carried = begun === undefined ? [] : [begun.instance, begun.workflow, begun.work.version];
      const args = [Date.now(), taken, inboxLimit, revisionKey, ...carried];
      const rows = list(await connection.run('claim', tag, args));
      found(rows.flatMap(claimedBy));
      return begun === undefined ? taken : taken + 1;
    } finally {
      places.claimed(taken);
    }
  }

  /** Begins the turn of what a token carried, where there is a place for it. */
  function begin(carried: Carried | undefined): Carried | undefined {
    if (carried === undefined || places.take(1) === 0) return undefined;
    found([carried]);
    places.claimed(1);
    return carried;
  }

  const connecting = Promise.all(watchers.map(({ client }) => connected(client, over.signal)));
  return {
    ready: connecting.then(() => {}),
    async look(tag) {
      if (!over.signal.aborted) await claim(tag);
    },
    async stop() {
      over.abort();
      for (const { client } of watchers) hangUp(client);
      await Promise.all(following);
      await Promise.allSettled(claiming);
    },
  };
}

/** Resolves when the connection is up, or will never be, or nobody waits for it any longer. */
async function connected(client: Client, signal: AbortSignal): Promise<void> {
  if (client.status === 'ready' || client.status === 'end' || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      client.off('ready', done);
      client.off('end', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    client.once('ready', done);
    client.once('end', done);
    signal.addEventListener('abort', done);
  });
}
