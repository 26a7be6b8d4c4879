import type { Doorbell } from '../backend.ts';
import type { RedisBell } from './bell.ts';
import { finishHalfRouted } from './events.ts';
import { list, number, texts } from './reply.ts';
import type { Store } from './store.ts';

/** Timers, instances and events that one script call handles. */
const page = 500;

/** Milliseconds for which a partition remembers that an event of another one was delivered in it. */
const deliveryMemory = 60 * 60 * 1000;

export function redisDoorbell(store: Store, bell: RedisBell): Doorbell {
  const { connection, partitions, retention } = store;

  async function fire(tag: string, now: number): Promise<number | undefined> {
    for (;;) {
      const [count, next, ...ids] = list(await connection.run('fire', tag, [now, page]));
      await bell.ring(texts(ids));
      if (number(count) < page) return timeOf(next);
    }
  }

  async function sweep(tag: string, now: number, before: number): Promise<void> {
    // Deliveries are forgotten below, so events that may still need that memory are finished first.
    await finishHalfRouted(store, tag, before);
    const args = [now, before, retention, Math.min(retention, deliveryMemory), page];
    for (;;) {
      const [more, ...ids] = list(await connection.run('sweep', tag, args));
      await bell.ring(texts(ids).filter((id) => !bell.isAnswering(id)));
      if (more !== 1 || before >= now) return;
    }
  }

  return {
    listen: bell.listen,
    async fire(now) {
      return earliest(await Promise.all(partitions.tags.map((tag) => fire(tag, now))));
    },
    async nextTimer() {
      const times = partitions.tags.map(async (tag) => timeOf(await connection.run('next-timer', tag, [])));
      return earliest(await Promise.all(times));
    },
    async sweep({ now, before }) {
      await Promise.all(partitions.tags.map((tag) => sweep(tag, now, before)));
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
