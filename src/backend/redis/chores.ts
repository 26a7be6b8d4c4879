import { setTimeout as sleep } from 'node:timers/promises';
import type { Chore, Chores } from '../backend.ts';
import { startChoreQueue } from './chore-queue.ts';
import { hangUp } from './connection.ts';
import type { Store } from './store.ts';

/**
 * How one of all processes comes to do a chore. BullMQ hands it round (see chore-queue.ts), and whoever does it leaves a
 * stamp that fades, fresh for as long as it takes:
 *
 *     watching ─ the stamp is there ─► asleep until it would fade ─► watching
 *        └────── it has faded, and this process is the first to see it ─► does the chore, schedules it anew ─► watching
 *
 * So the queue is a convenience: without its rows, or without anything that works on it, a chore is done every three
 * intervals, and the first one that finds it undone makes the queue again. The stamps live outside of the queue, and
 * fade by the clock of Redis. A second one says that the chore is being done: its turns that come meanwhile, because it
 * takes longer than its interval, are left out.
 */
export function redisChores({ connection, meta }: Store): Chores {
  const stampOf = (chore: Chore): string => `${meta}:done:${chore.name}`;
  const claimOf = (chore: Chore): string => `${meta}:doing:${chore.name}`;
  const lifeOf = (chore: Chore): number => patience * chore.interval;

  const stamp = (key: string, chore: Chore) =>
    connection.ask((client) => client.set(key, 1, 'PX', lifeOf(chore)));

  /** Does nothing while a process does it. */
  async function perform(chore: Chore, signal: AbortSignal): Promise<void> {
    const claim = claimOf(chore);
    const mine = await connection.ask((client) => client.set(claim, 1, 'PX', lifeOf(chore), 'NX'));
    if (mine === null) return;
    const over = new AbortController();
    const fresh = keepFresh(chore, over.signal);
    try {
      await chore.run(signal);
    } finally {
      over.abort();
      await fresh;
      await connection.ask((client) => client.del(claim));
    }
    await stamp(stampOf(chore), chore);
  }

  async function keepFresh(chore: Chore, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // What cannot be written now is written soon, or fades: then another process may do the chore as well.
      await Promise.all([stampOf(chore), claimOf(chore)].map((key) => stamp(key, chore))).catch(() => {});
      await sleep(chore.interval, undefined, { signal }).catch(() => {});
    }
  }

  /** Milliseconds after which a chore is undone; 0 when it is, and it is for this process to do it. */
  async function timeLeft(chore: Chore): Promise<number> {
    const left = await connection.ask((client) => client.pttl(stampOf(chore)));
    if (left > 0) return left;
    const first = await connection.ask((client) => client.set(stampOf(chore), 1, 'PX', lifeOf(chore), 'NX'));
    return first === null ? lifeOf(chore) : 0;
  }

  return {
    share(chores) {
      const over = new AbortController();
      const { signal } = over;
      const byName = new Map(chores.map((chore) => [chore.name, chore]));
      const client = connection.patient();
      const starting = startChoreQueue({
        client,
        tag: meta,
        concurrency: chores.length,
        async run(name) {
          const chore = byName.get(name);
          if (chore !== undefined) await perform(chore, signal);
        },
      });

      async function look(chore: Chore): Promise<number> {
        const left = await timeLeft(chore);
        if (left > 0) return left;
        await perform(chore, signal);
        const queue = await starting;
        await queue.schedule(chore);
        return lifeOf(chore);
      }

      async function watch(chore: Chore): Promise<void> {
        while (!signal.aborted) {
          // What fails is the store's absence, or the queue's: both are looked at again.
          const pause = await look(chore).catch(() => chore.interval);
          await sleep(pause, undefined, { signal }).catch(() => {});
        }
      }

      const watching = Promise.all(chores.map(watch));
      let stopped: Promise<void> | undefined;
      const stop = async (): Promise<void> => {
        over.abort();
        await starting.then((queue) => queue.close()).catch(() => {});
        hangUp(client);
        await watching;
      };
      return {
        stop() {
          stopped ??= stop();
          return stopped;
        },
      };
    },
  };
}

/** A chore counts as undone when nobody has done it for so many of its intervals. */
const patience = 3;
