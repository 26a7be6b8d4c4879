import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.ts';
import { advance, begin, end, load, newInstance, now, routed, turn, until } from './samples.ts';

export function doorbellSuite(open: () => Backend): void {
  /** Answers as the engine does: takes turns until nothing is left. Tells who was answered. */
  async function listen(
    options: { readonly concurrency?: number; readonly meanwhile?: (id: string) => Promise<void> } = {},
  ) {
    const answered: string[] = [];
    const backend = open();
    const listening = await backend.doorbell.listen({
      concurrency: options.concurrency ?? 4,
      answer: async (id) => {
        await options.meanwhile?.(id);
        for (;;) {
          const work = await backend.instances.load(id);
          if (work === undefined || work.inbox.length === 0) return;
          answered.push(id);
          await backend.instances.commit(turn(work));
        }
      },
    });
    return { answered, stop: () => listening.stop() };
  }
  const idle = async (id: string) => (await load(open(), id)).inbox.length === 0;

  describe('doorbell', () => {
    test('rings for a new instance', async () => {
      const { answered, stop } = await listen();
      await open().instances.create(newInstance('a'));
      await until(() => answered.length === 1);
      await stop();
      expect(answered).toEqual(['a']);
    });

    test('rings for what was pushed', async () => {
      await begin(open(), 'a');
      const { answered, stop } = await listen();
      await open().instances.push({ instance: 'a', id: 'c', stimulus: { kind: 'cancel' }, now });
      await until(() => answered.length > 0);
      await stop();
      expect(answered).toEqual(['a']);
    });

    test('rings for every instance that an event reaches or starts', async () => {
      const waits = { add: [{ key: 'k', early: false }] };
      await begin(open(), 'a', { waits });
      await begin(open(), 'b', { waits });
      await begin(open(), 'd');
      const { answered, stop } = await listen();
      await open().events.accept(routed('e1', { under: ['k'], starts: [newInstance('c')] }));
      await until(() => new Set(answered).size === 3);
      await stop();
      expect([...new Set(answered)].sort()).toEqual(['a', 'b', 'c']);
    });

    test('rings for the result of an effect', async () => {
      await begin(open(), 'a', { effects: { add: [{ kind: 'activity', key: 'e', frame: '1' }] } });
      const { answered, stop } = await listen();
      const result = { kind: 'completed' as const, key: 'e', output: 1 };
      await open().effects.settle({ instance: 'a', key: 'e', result, now });
      await until(() => answered.length > 0);
      await stop();
      expect(answered).toEqual(['a']);
    });

    test('rings for a timer that fires', async () => {
      await begin(open(), 'a', { timers: { set: [{ id: 't', at: now }] } });
      const { answered, stop } = await listen();
      await open().doorbell.fire(now);
      await until(() => answered.length > 0);
      await stop();
      expect(answered).toEqual(['a']);
    });

    test('a sweep finds what came before anybody listened', async () => {
      await open().instances.create(newInstance('a'));
      await begin(open(), 'b', { timers: { set: [{ id: 't', at: now }] } });
      await open().doorbell.fire(now);
      const { answered, stop } = await listen();
      await open().doorbell.sweep({ now: now + 1000, before: now + 1000 });
      await until(async () => (await idle('a')) && (await idle('b')));
      await stop();
      expect(new Set(answered)).toEqual(new Set(['a', 'b']));
    });

    test('a sweep rings again for an instance whose answer failed', async () => {
      const { doorbell, instances } = open();
      let calls = 0;
      const listening = await doorbell.listen({
        concurrency: 1,
        answer: async (id) => {
          calls += 1;
          if (calls === 1) throw new Error('The first answer fails');
          await advance(open(), id);
        },
      });
      await instances.create(newInstance('a'));
      await until(() => calls === 1);
      await until(async () => {
        await doorbell.sweep({ now: now + 1000, before: now + 1000 });
        return idle('a');
      });
      await listening.stop();
      expect(calls).toBeGreaterThan(1);
    });

    test('a sweep is quiet when every inbox is empty', async () => {
      const { doorbell } = open();
      await begin(open(), 'a');
      await begin(open(), 'b');
      await end(open(), 'b');
      let calls = 0;
      const listening = await doorbell.listen({
        concurrency: 1,
        answer: async () => {
          calls += 1;
        },
      });
      await doorbell.sweep({ now: now + 1000, before: now + 1000 });
      await new Promise((resolve) => setTimeout(resolve, 30));
      await listening.stop();
      expect(calls).toBe(0);
    });

    test('an answer never starts inside the call that rang', async () => {
      const { instances } = open();
      let began = false;
      const { stop } = await listen({
        meanwhile: async () => {
          began = true;
        },
      });
      const creating = instances.create(newInstance('a'));
      expect(began).toBe(false);
      await creating;
      await until(() => began);
      await stop();
    });

    test('an instance is never answered twice at once, and no ring during an answer is lost', async () => {
      await begin(open(), 'a');
      let running = 0;
      let most = 0;
      const { stop } = await listen({
        meanwhile: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 2));
          running -= 1;
        },
      });
      for (let step = 0; step < 25; step++) {
        await open().instances.push({ instance: 'a', id: `p${step}`, stimulus: { kind: 'cancel' }, now });
        if (step % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
      }
      await until(() => idle('a'));
      await stop();
      expect(most).toBe(1);
    });

    test('at most as many answers run at a time as allowed', async () => {
      let running = 0;
      let most = 0;
      const { answered, stop } = await listen({
        concurrency: 3,
        meanwhile: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running -= 1;
        },
      });
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => open().instances.create(newInstance(`i${index}`))),
      );
      await until(() => new Set(answered).size === 20);
      await stop();
      expect(most).toBeGreaterThan(1);
      expect(most).toBeLessThanOrEqual(3);
    });

    test('a burst of starts of one workflow keeps no other one waiting until it is over', async () => {
      await begin(open(), 'other');
      const other = { namespace: 'shop', name: 'burst', version: '1.0.0' };
      let release = (): void => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const { answered, stop } = await listen({ concurrency: 1, meanwhile: () => held });
      for (let index = 0; index < 60; index++)
        await open().instances.create(newInstance(`i${index}`, { definition: other }));
      await open().instances.push({ instance: 'other', id: 'c', stimulus: { kind: 'cancel' }, now });
      release();
      await until(() => answered.length >= 61);
      await stop();
      expect(answered.indexOf('other')).toBeLessThan(30);
    });

    test('stopping waits for the answers that run', async () => {
      let ended = false;
      let began = false;
      const { stop } = await listen({
        meanwhile: async () => {
          began = true;
          await new Promise((resolve) => setTimeout(resolve, 20));
          ended = true;
        },
      });
      await open().instances.create(newInstance('a'));
      await until(() => began);
      await stop();
      expect(ended).toBe(true);
    });

    test('nobody is answered after the stop', async () => {
      const { answered, stop } = await listen();
      await stop();
      await open().instances.create(newInstance('a'));
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(answered).toEqual([]);
    });

    test('listening again takes up what was left', async () => {
      const first = await listen();
      await first.stop();
      await open().instances.create(newInstance('a'));
      const second = await listen();
      await open().doorbell.sweep({ now: now + 1000, before: now + 1000 });
      await until(() => idle('a'));
      await second.stop();
      expect(second.answered).toEqual(['a']);
    });

    test('the backlog counts instances with something in their inbox, each once', async () => {
      expect(await open().doorbell.backlog()).toBe(0);
      await open().instances.create(newInstance('a'));
      await open().instances.push({ instance: 'a', id: 'c', stimulus: { kind: 'cancel' }, now });
      await open().instances.create(newInstance('b'));
      await begin(open(), 'c', { waits: { add: [{ key: 'k', early: false }] } });
      expect(await open().doorbell.backlog()).toBe(2);
      await open().events.accept(routed('e1', { under: ['k'] }));
      expect(await open().doorbell.backlog()).toBe(3);
    });

    test('what was worked off is no backlog any more', async () => {
      await open().instances.create(newInstance('a'));
      await open().instances.create(newInstance('b'));
      await advance(open(), 'a');
      expect(await open().doorbell.backlog()).toBe(1);
      await end(open(), 'b');
      expect(await open().doorbell.backlog()).toBe(0);
    });
  });
}
