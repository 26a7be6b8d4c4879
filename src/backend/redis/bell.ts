import { endsWithin } from '../../time/index.ts';
import type { Doorbell, Listening } from '../backend.ts';
import { createDoorbellQueue, type Queueing, type RingAbout } from '../doorbell-queue.ts';
import { type Claims, startClaims } from './claims.ts';
import type { Connection } from './connection.ts';
import { inEach } from './in-each.ts';
import type { Partitions } from './partition.ts';
import { Places } from './places.ts';
import type { Bell } from './store.ts';
import type { Claimed } from './token.ts';

/**
 * Who answers a ring:
 *
 *     silent ──listen──► listening ──stop──► silent
 *
 * Silent (an ingress, a verb of the command line): the scripts put what they mark into the ring lists of the partition,
 * and whoever listens claims it from there (see claims.ts).
 * Listening: what this process marks goes straight to its own queue, unless that is long already: then others may help.
 * What it claims passes the same queue, which keeps the shared concurrency and never runs an instance twice at once.
 * The mark `pending` in the partition survives both, so a sweep hands on whatever a dead process had taken.
 */
export interface RedisBell extends Bell, Pick<Doorbell, 'listen'> {
  /** Claims from a partition whose ring nobody followed; nothing when this process does not listen. */
  look(tag: string): Promise<void>;
  close(): Promise<void>;
}

/** Instances that one command hands over: Redis serves nobody else meanwhile. */
const ringAtOnce = 500;

/** Own rings that may wait for each answer that runs at a time, before others are let have them. */
const ownRings = 4;

/** Milliseconds for which who stops waits for what Redis does not answer: a sweep makes good what is left undone. */
const stopPatience = 2_000;

/** Milliseconds for which who begins to listen waits for connections: they come up by themselves when Redis is back. */
const readyPatience = 5_000;

export function createBell(connection: Connection, partitions: Partitions, revisionKey: string): RedisBell {
  const queue = createDoorbellQueue();
  /** Claimed, and no answer has begun. */
  const unbegun = new Set<string>();
  /** Instances on their way to other processes: nobody waits for them but `close`. */
  const rings = new Set<Promise<void>>();
  let longest = 0;
  let here = false;
  let claims: Claims | undefined;
  let listening: Listening | undefined;

  function ring(instances: readonly string[], about: RingAbout = {}): void {
    if (instances.length === 0) return;
    if (here) {
      for (const instance of instances) queue.ring(instance, about);
      return;
    }
    const ringing = handOver(instances)
      // The entries are durable and marked; a sweep hands them on.
      .catch(() => {})
      .finally(() => rings.delete(ringing));
    rings.add(ringing);
  }

  async function handOver(instances: readonly string[]): Promise<void> {
    const tags = [...new Set(instances.map(partitions.of))];
    await inEach(tags, async (tag) => {
      const own = instances.filter((id) => partitions.of(id) === tag);
      for (let first = 0; first < own.length; first += ringAtOnce) {
        await connection.run('ring', tag, [Date.now(), ...own.slice(first, first + ringAtOnce)]);
      }
    });
  }

  /** Resolves when the rings under way have ended, or will not be waited for any longer. */
  async function rung(): Promise<void> {
    await endsWithin(Promise.all(rings), stopPatience);
  }

  async function stop(local: Queueing, running: Claims): Promise<void> {
    here = false;
    claims = undefined;
    ring(local.leave());
    await Promise.all([local.stop(), running.stop()]);
    ring([...unbegun]);
    unbegun.clear();
    await rung();
    // The token of a partition may have been on its way here.
    const passingOn = partitions.tags.map((tag) => connection.run('claim', tag, [Date.now(), 0, 0, '']));
    await endsWithin(Promise.allSettled(passingOn), stopPatience);
  }

  return {
    ring,
    get answers() {
      return here && queue.waiting < longest;
    },
    async look(tag) {
      await claims?.look(tag);
    },
    async listen({ concurrency, answer }) {
      const places = new Places({
        concurrency,
        busy: () => queue.busy,
        unbegun: () => unbegun.size,
      });
      const local = queue.listen({
        concurrency,
        waiting: [],
        answer: (instance, work) => {
          unbegun.delete(instance);
          return work === undefined ? answer(instance) : answer(instance, work);
        },
        ended: () => places.changed(),
      });
      longest = ownRings * concurrency;
      here = true;
      const found = (claimed: readonly Claimed[]): void => {
        for (const { instance, workflow, work } of claimed) {
          unbegun.add(instance);
          queue.ring(instance, work === undefined ? { workflow } : { workflow, work });
        }
        queue.serve();
      };
      const running = startClaims({ connection, tags: partitions.tags, revisionKey, places, found });
      claims = running;
      let stopped: Promise<void> | undefined;
      listening = {
        stop() {
          // Connections that do not come up, because Redis is away, are not waited for.
          stopped ??= stop(local, running);
          return stopped;
        },
      };
      await endsWithin(running.ready, readyPatience);
      return listening;
    },
    async close() {
      // Answers that Redis keeps from ending are left: their connection is closed next.
      await endsWithin(Promise.all([listening?.stop(), rung()]), stopPatience);
    },
  };
}
