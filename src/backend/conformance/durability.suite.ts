import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.ts';
import type { Subject } from './index.ts';
import {
  advance,
  begin,
  cloudEvent,
  definition,
  end,
  eventIds,
  load,
  newInstance,
  now,
  routed,
  service,
  turn,
  until,
} from './samples.ts';

/** What must outlive a close; a store that cannot be reopened skips these. */
export function durabilitySuite(current: () => Subject): void {
  function outlives(
    name: string,
    body: (backend: Backend, reopen: () => Promise<Backend>) => Promise<void>,
  ): void {
    test(name, async (context) => {
      const { backend, reopen } = current();
      if (reopen === undefined) return context.skip('nothing in this store outlives a close');
      await body(backend, reopen);
    });
  }

  describe('after it is opened again', () => {
    outlives('definitions, services and the revision are there', async (backend, reopen) => {
      await backend.definitions.put(definition('1.0.0'));
      await backend.services.put(service('payment.yaml'));
      const revision = await backend.definitions.revision();
      const again = await reopen();
      expect(await again.definitions.list()).toEqual([definition('1.0.0')]);
      expect(await again.services.list()).toEqual([service('payment.yaml')]);
      expect(await again.definitions.revision()).toBe(revision);
    });

    outlives('an instance goes on from its state, version and inbox', async (backend, reopen) => {
      await begin(backend, 'a', { state: { context: { paid: true } } });
      await backend.instances.push({ instance: 'a', id: 'c', stimulus: { kind: 'cancel' }, now });
      const before = await load(backend, 'a');
      const again = await reopen();
      expect(await load(again, 'a')).toEqual(before);
      expect(await again.instances.commit(turn(before))).toEqual({ more: false });
    });

    outlives('pushed ids and accepted events are still recognised', async (backend, reopen) => {
      await begin(backend, 'a');
      const push = { instance: 'a', id: 'c', stimulus: { kind: 'cancel' as const }, now };
      await backend.instances.push(push);
      await backend.events.accept(routed('e1'));
      const again = await reopen();
      expect(await again.instances.push(push)).toBe(false);
      expect(await again.events.accept(routed('e1'))).toBe('duplicate');
      expect((await again.events.list({ limit: 9 })).map(({ event }) => event)).toEqual([cloudEvent('e1')]);
    });

    outlives('waits are found, and arrival numbers go on', async (backend, reopen) => {
      await backend.events.accept(routed('e0'));
      await begin(backend, 'a', { waits: { add: [{ key: 'k', early: false }] } });
      const again = await reopen();
      await again.events.accept(routed('e1', { under: ['k'] }));
      expect(await eventIds(again, 'a')).toEqual(['e1']);
      const [newer, older] = await again.events.list({ limit: 2 });
      expect(newer?.arrival).toBeGreaterThan(older?.arrival ?? Number.NaN);
    });

    outlives(
      'kept events still reach an early wait, those before the creation do not',
      async (backend, reopen) => {
        await backend.events.accept(routed('e0', { keep: ['k'] }));
        await backend.instances.create(newInstance('a'));
        await backend.events.accept(routed('e1', { keep: ['k'] }));
        const again = await reopen();
        await advance(again, 'a', { waits: { add: [{ key: 'k', early: true }] } });
        expect(await eventIds(again, 'a')).toEqual(['e1']);
      },
    );

    outlives('timers and effects are there', async (backend, reopen) => {
      const effect = { kind: 'activity' as const, key: 'e', frame: '1' };
      await begin(backend, 'a', {
        timers: { set: [{ id: 't', at: now }] },
        effects: { add: [effect] },
        lease: { owner: 'one', from: now, duration: 0 },
      });
      const again = await reopen();
      expect(await again.doorbell.nextTimer()).toBe(now);
      const lease = { owner: 'two', from: now, duration: 9000 };
      expect(await again.effects.takeExpired({ now, lease, limit: 9 })).toEqual([{ instance: 'a', effect }]);
    });

    outlives('history is there and its numbers go on', async (backend, reopen) => {
      await begin(backend, 'a', { history: [{ time: now, type: 'instance.started' }] });
      const again = await reopen();
      await end(again, 'a', { history: [{ time: now + 1, type: 'instance.completed' }] });
      expect(await again.history.read({ instance: 'a', after: 0 })).toEqual([
        { number: 1, time: now, type: 'instance.started' },
        { number: 2, time: now + 1, type: 'instance.completed' },
      ]);
    });

    outlives('what waited in an inbox is answered', async (backend, reopen) => {
      await backend.instances.create(newInstance('a'));
      const again = await reopen();
      const listening = await again.doorbell.listen({
        concurrency: 1,
        answer: async (id) => void (await advance(again, id)),
      });
      await again.doorbell.sweep({ now: now + 1000, before: now + 1000 });
      await until(async () => (await load(again, 'a')).inbox.length === 0);
      await listening.stop();
      expect((await load(again, 'a')).instance.status).toBe('waiting');
    });
  });
}
