import type { Doorbell } from '../backend.ts';
import type { RedisBell } from './bell.ts';
import { finishHalfRouted } from './events.ts';
import { inEach } from './in-each.ts';
import { list, number, texts } from './reply.ts';
import { spreadOut } from './spread.ts';
import type { Store } from './store.ts';

/** Timers, instances and events that one script call handles. */
const page = 500;

/** Milliseconds for which a partition remembers that an event of another one was delivered in it. */
const deliveryMemory = 60 * 60 * 1000;

export function redisDoorbell(store: Store, bell: RedisBell): Doorbell {
  const { connection, partitions, retention } = store;

  async function fire(tag: string, now: number): Promise<number | undefined> {
    for (;;) {
      const [count, next, ...ids] = list(
        await connection.run('fire', tag, [now, page, bell.answers ? 1 : 0]),
      );
      bell.ring(texts(ids));
      if (number(count) < page) return timeOf(next);
    }
  }

  async function sweep(tag: string, now: number, before: number, horizon: number | ''): Promise<void> {
    const args = [now, before, retention, horizon, page];
    for (;;) {
      const [more, overdue, spreading] = list(await connection.run('sweep', tag, args));
      if (overdue === 1) await bell.look(tag);
      if (spreading === 1) await spreadOut(store, tag, now, { before });
      if (more !== 1 || before >= now) return;
    }
  }

  return {
    listen: bell.listen,
    async fire(now) {
      return earliest(await inEach(partitions.tags, (tag) => fire(tag, now)));
    },
    async nextTimer() {
      const times = partitions.tags.map(async (tag) => timeOf(await connection.run('next-timer', tag, [])));
      return earliest(await Promise.all(times));
    },
    async sweep({ now, before }) {
      const finishing = inEach(partitions.tags, (tag) => finishHalfRouted(store, tag, before));
      const finished = await finishing.then(
        () => true,
        () => false,
      );
      // An event that is still half-routed in any partition needs the memory of its deliveries in all of them.
      const horizon = finished ? Math.min(before, now - Math.min(retention, deliveryMemory)) : '';
      await inEach(partitions.tags, (tag) => sweep(tag, now, before, horizon));
      await finishing;
    },
    async backlog() {
      // Asked in one tick, they share one round trip.
      const count = (tag: string) => connection.ask((client) => client.zcard(`${tag}:pending`));
      const counts = await Promise.all(partitions.tags.map(count));
      return counts.reduce((sum, one) => sum + one, 0);
    },
  };
}

function timeOf(reply: unknown): number | undefined {
  return reply === '' ? undefined : number(reply);
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
