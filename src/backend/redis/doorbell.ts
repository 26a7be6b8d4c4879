import type { Doorbell, Prospect } from '../backend.ts';
import type { RedisBell } from './bell.ts';
import { finishHalfRouted } from './events.ts';
import { inEach } from './in-each.ts';
import { list, number, text, texts } from './reply.ts';
import { spreadOut } from './spread.ts';
import type { Store } from './store.ts';

/** Timers, instances and events that one script call handles. */
const page = 500;

/** Milliseconds for which a partition remembers that an event of another one was delivered in it. */
const deliveryMemory = 60 * 60 * 1000;

export function redisDoorbell(store: Store, bell: RedisBell): Doorbell {
  const { connection, partitions, retention, revisionKey } = store;
  /** Partitions that share a server: one script asks about all of them. */
  const groups = connection.clustered ? partitions.tags.map((tag) => [tag]) : [partitions.tags];

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

  async function look([first = '', ...others]: readonly string[]): Promise<Prospect> {
    try {
      const [revision, timer, expired] = list(await connection.run('look', first, [revisionKey, ...others]));
      const prospect = { nextTimer: timeOf(timer), expired: expired === 1 };
      return revision === '' ? prospect : { ...prospect, revision: text(revision) };
    } catch {
      // Whoever tries is told why.
      return { nextTimer: Number.NEGATIVE_INFINITY, expired: true };
    }
  }

  /** Partitions of a group that a sweep has to see. */
  async function restless(group: readonly string[], old: Old): Promise<readonly string[]> {
    const [first = '', ...others] = group;
    try {
      const places = list(await connection.run('restless', first, [old.events, old.deliveries, ...others]));
      return places.flatMap((place) => group[number(place)] ?? []);
    } catch {
      return group;
    }
  }

  return {
    listen: bell.listen,
    async look() {
      const found = await Promise.all(groups.map(look));
      const nextTimer = earliest(found.map((prospect) => prospect.nextTimer));
      const prospect = { nextTimer, expired: found.some(({ expired }) => expired) };
      const revision = found[0]?.revision;
      return revision === undefined ? prospect : { ...prospect, revision };
    },
    async fire(now) {
      return earliest(await inEach(partitions.tags, (tag) => fire(tag, now)));
    },
    async nextTimer() {
      const times = partitions.tags.map(async (tag) => timeOf(await connection.run('next-timer', tag, [])));
      return earliest(await Promise.all(times));
    },
    async sweep({ now, before }) {
      const old = {
        events: now - retention,
        deliveries: Math.min(before, now - Math.min(retention, deliveryMemory)),
      };
      const tags = (await Promise.all(groups.map((group) => restless(group, old)))).flat();
      const finishing = inEach(tags, (tag) => finishHalfRouted(store, tag, before));
      const finished = await finishing.then(
        () => true,
        () => false,
      );
      // An event that is still half-routed in any partition needs the memory of its deliveries in all of them.
      const horizon = finished ? old.deliveries : '';
      await inEach(tags, (tag) => sweep(tag, now, before, horizon));
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

/** Events and deliveries of these times or earlier are forgotten. */
interface Old {
  readonly events: number;
  readonly deliveries: number;
}

function timeOf(reply: unknown): number | undefined {
  return reply === '' ? undefined : number(reply);
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
