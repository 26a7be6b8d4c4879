import type { AcceptedEvent, Events } from '../backend.ts';
import { type Arriving, acceptArguments, deliverArguments, type Route } from './arriving.ts';
import { revisionOf } from './definitions.ts';
import { inEach } from './in-each.ts';
import { eventIdentity } from './partition.ts';
import { list, number, text, texts } from './reply.ts';
import { accepted, loaded, parse } from './rows.ts';
import { spreadOut } from './spread.ts';
import type { Bell, Store } from './store.ts';
import { type Together, together } from './together.ts';

/**
 * An event on its way:
 *
 *     accept in its own partition ──► deliver in every other one ──► routed
 *
 * Where many wait for it, a partition notes it in the same step as spreading, and its waiters are served in slices.
 * After the first step it is durable and noted as half-routed. Deliveries are idempotent, so whoever finds it
 * half-routed later (a repeat of the same event, a sweep) just takes the other steps again. They are taken with the
 * event and the route as they were accepted: a repeat may have been routed otherwise, to other ids of what it starts.
 *
 * Events that come together are accepted, and delivered, by one call of the script, each judged by itself.
 */
export function redisEvents(store: Store): Events {
  const { connection, partitions, meta, revisionKey, bell, retention } = store;
  const forgetOld = createForgettingOld(store);
  const accept = together(connection, 'accept', comesAgain);
  const deliver = together(connection, 'deliver', comesAgain);
  return {
    async accept({ event, now, keys, starts, revision }) {
      if (
        revision !== undefined &&
        connection.clustered &&
        (await revisionOf(connection, meta)) !== revision
      ) {
        return 'stale';
      }
      const identity = eventIdentity(event.source, event.id);
      const home = partitions.of(identity);
      const route: Route = { keys, starts };
      const away = awayFrom(store, home, route);
      const arriving = { identity, body: JSON.stringify(event), now, route, retention, own: bell.answers };
      const fence = revision === undefined ? { key: '', revision: '' } : { key: revisionKey, revision };
      const others = away.length === 0 ? '' : JSON.stringify(route);
      const args = acceptArguments({ ...arriving, fence, others }, home, partitions);
      const [status, ...rest] = list(await accept(home, args));
      if (status === states.stale) return 'stale';
      const accepted = status === states.accepted;
      const [spreading, ...own] = accepted ? rest : [];
      ringOwn(bell, own);
      const unfinished = status === states.halfRouted ? halfRouted(rest) : arriving;
      await Promise.all([
        status !== states.duplicate && finishRouting(store, deliver, home, unfinished),
        spreading === 1 && spreadOut(store, home, now, { identity }),
        forgetOld(now, accepted ? [home, ...away] : [home]),
      ]);
      return accepted ? 'accepted' : 'duplicate';
    },
    async list({ type, limit }) {
      const found = await Promise.all(partitions.tags.map((tag) => newest(store, tag, type, limit)));
      return found
        .flat()
        .sort((a, b) => b.arrival - a.arrival)
        .slice(0, limit);
    },
  };
}

/** Rings for ids; one that is alone comes with what its turn starts from. */
function ringOwn(bell: Bell, own: readonly unknown[]): void {
  const [first] = own;
  if (!Array.isArray(first)) {
    bell.ring(texts(own));
    return;
  }
  const [instance, ...fields] = texts(first);
  const work = loaded(text(instance), fields);
  bell.ring([text(instance)], work === undefined ? {} : { work });
}

/** What the first step answers. `halfRouted` is a duplicate whose first copy is not delivered everywhere yet. */
const states = { duplicate: 0, accepted: 1, halfRouted: 2, stale: 3 };

/** One call delivers to so many; an event that is too much for it is not begun. */
function comesAgain(answer: unknown): boolean {
  return list(answer)[0] === -1;
}

/** Expired events that one call drops from a partition. */
const forgetAtOnce = 100;

/** Milliseconds, by the time of the events, between two looks for old events in a partition that none touches. */
const forgetInterval = 1_000;

/** Half-routed events read at once. */
const finishAtOnce = 100;

/**
 * Partitions that no event touches forget old ones all the same, once in a while, so that retention holds for the whole
 * store.
 */
function createForgettingOld({ connection, partitions, retention }: Store) {
  const last = new Map<string, number>();
  return async (now: number, touched: readonly string[]): Promise<void> => {
    for (const tag of touched) last.set(tag, now);
    const due = (tag: string): boolean => Math.abs(now - (last.get(tag) ?? 0)) >= forgetInterval;
    const tags = partitions.tags.filter(due);
    for (const tag of tags) last.set(tag, now);
    // The event is taken in, whatever becomes of old ones: a sweep forgets them too.
    await Promise.allSettled(
      tags.map((tag) => connection.run('forget', tag, [now - retention, forgetAtOnce])),
    );
  };
}

/** An event between its first step and its last, as it was accepted. */
type HalfRouted = Pick<Arriving, 'identity' | 'body' | 'now' | 'route'>;

function halfRouted(row: unknown): HalfRouted {
  const [identity, body, acceptedAt, route] = list(row);
  return { identity: text(identity), body: text(body), now: number(acceptedAt), route: parse(text(route)) };
}

/**
 * Finishes what processes that died have left half-routed until `before` in one partition. One that fails keeps no
 * other from being finished; the first error is thrown at the end.
 */
export async function finishHalfRouted(store: Store, tag: string, before: number): Promise<void> {
  const errors: unknown[] = [];
  const deliver = together(store.connection, 'deliver', comesAgain);
  for (;;) {
    // Those that failed stay where they are, before all that is left.
    const rows = list(await store.connection.run('half-routed', tag, [before, errors.length, finishAtOnce]));
    const outcomes = await Promise.allSettled(
      rows.map(async (row) => finishRouting(store, deliver, tag, halfRouted(row))),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') errors.push(outcome.reason);
    if (rows.length < finishAtOnce) break;
  }
  if (errors.length > 0) throw errors[0];
}

async function finishRouting(
  store: Store,
  deliver: Together,
  home: string,
  { identity, body, now, route }: HalfRouted,
): Promise<void> {
  const away = awayFrom(store, home, route);
  if (away.length === 0) return;
  const { bell, partitions, retention } = store;
  const arriving = { identity, body, now, route, retention, own: bell.answers };
  const counts = await inEach(away, async (tag) => {
    const reply = await deliver(tag, deliverArguments(arriving, tag, partitions));
    const [count, spreading, ...ids] = list(reply);
    bell.ring(texts(ids));
    if (spreading === 1) await spreadOut(store, tag, now, { identity });
    return number(count);
  });
  const reached = counts.reduce((sum, count) => sum + count, 0);
  await store.connection.run('routed', home, [identity, reached]);
}

/** The partitions besides its own that an event concerns: all when anybody may wait for it, else where it starts something. */
function awayFrom({ partitions }: Store, home: string, { keys, starts }: Route): readonly string[] {
  const touched = keys.length > 0 ? partitions.tags : starts.map(({ id }) => partitions.of(id));
  return [...new Set(touched)].filter((tag) => tag !== home);
}

/** The newest events accepted in one partition, at most `limit`. */
async function newest(
  { connection }: Store,
  tag: string,
  type: string | undefined,
  limit: number,
): Promise<AcceptedEvent[]> {
  const page = Math.max(1, Math.min(limit, 500));
  const found: AcceptedEvent[] = [];
  for (let skip = 0; found.length < limit; skip += page) {
    const rows = list(await connection.run('list-events', tag, [skip, page])).map(accepted);
    found.push(...rows.filter(({ event }) => event.type === (type ?? event.type)));
    if (rows.length < page) break;
  }
  return found;
}
