import { describe, expect, test } from 'vitest';
import type { HistoryEntry } from '../../machine/command.ts';
import type { Backend, RecordedEntry } from '../backend.ts';
import { advance, begin, follow, load, newInstance, now, turn } from './samples.ts';

export function historySuite(open: () => Backend): void {
  const entry = (step: number): HistoryEntry => ({
    time: now + step,
    type: 'task.started',
    task: `/do/${step}/pay`,
    name: 'pay',
    detail: { step, text: 'ü' },
  });
  const entries = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => entry(first + index));
  const recorded = (first: number, last: number): RecordedEntry[] =>
    entries(first, last).map((one, index) => ({ ...one, number: first + index }));

  describe('history', () => {
    test('entries are numbered from 1, across turns', async () => {
      const { history } = open();
      await begin(open(), 'a', { history: entries(1, 2) });
      await advance(open(), 'a');
      await advance(open(), 'a', { history: entries(3, 5) });
      expect(await history.read({ instance: 'a', after: 0 })).toEqual(recorded(1, 5));
    });

    test('each instance has numbers of its own', async () => {
      const { history } = open();
      await begin(open(), 'a', { history: entries(1, 3) });
      await begin(open(), 'b', { history: entries(1, 1) });
      expect(await history.read({ instance: 'b', after: 0 })).toEqual(recorded(1, 1));
    });

    test.each([
      [0, recorded(1, 4)],
      [1, recorded(2, 4)],
      [3, recorded(4, 4)],
      [4, []],
      [99, []],
    ])('a reader who has seen %i is given the rest', async (after, rest) => {
      const { history } = open();
      await begin(open(), 'a', { history: entries(1, 3) });
      await advance(open(), 'a', { history: entries(4, 4) });
      expect(await history.read({ instance: 'a', after })).toEqual(rest);
    });

    test('of a bounded log the newest entries stay, under their numbers', async () => {
      const { history } = open();
      await begin(open(), 'a', { history: entries(1, 1), logLimit: 3 });
      for (let step = 2; step <= 7; step++)
        await advance(open(), 'a', { history: entries(step, step), logLimit: 3 });
      expect(await history.read({ instance: 'a', after: 0 })).toEqual(recorded(5, 7));
      expect(await history.read({ instance: 'a', after: 5 })).toEqual(recorded(6, 7));
    });

    test('a log is bounded where a turn alone writes too much', async () => {
      await begin(open(), 'a', { history: entries(1, 1), logLimit: 3 });
      await advance(open(), 'a', { history: entries(2, 9), logLimit: 3 });
      const kept = await open().history.read({ instance: 'a', after: 0 });
      expect(kept.slice(-3)).toEqual(recorded(7, 9));
      expect(kept).not.toContainEqual(recorded(1, 1)[0]);
    });

    test('who follows a bounded log is given what is left, and what comes', async () => {
      await begin(open(), 'a', { history: entries(1, 1), logLimit: 2 });
      for (let step = 2; step <= 4; step++)
        await advance(open(), 'a', { history: entries(step, step), logLimit: 2 });
      const following = follow(open(), { instance: 'a', after: 1, count: 3 });
      await advance(open(), 'a', { history: entries(5, 5), logLimit: 9 });
      expect(await following).toEqual(recorded(3, 5));
    });

    test('an instance without entries has an empty history', async () => {
      const { history } = open();
      await begin(open(), 'a');
      expect(await history.read({ instance: 'a', after: 0 })).toEqual([]);
      expect(await history.read({ instance: 'nobody', after: 0 })).toEqual([]);
    });

    test('a long history is read whole', async () => {
      const { history } = open();
      await begin(open(), 'a', { history: entries(1, 3000) });
      await advance(open(), 'a', { history: entries(3001, 3010) });
      expect(await history.read({ instance: 'a', after: 0 })).toEqual(recorded(1, 3010));
    });

    test('a follower is given what is written and then what comes', async () => {
      const { history } = open();
      await begin(open(), 'a', { history: entries(1, 2) });
      const following = follow(open(), { instance: 'a', after: 1, count: 4 });
      await advance(open(), 'a', { history: entries(3, 3) });
      await advance(open(), 'a', { history: entries(4, 5) });
      expect(await following).toEqual(recorded(2, 5));
      expect(await history.read({ instance: 'a', after: 4 })).toEqual(recorded(5, 5));
    });

    test('a follower may be there before its instance', async () => {
      const following = follow(open(), { instance: 'a', after: 0, count: 2 });
      await begin(open(), 'a', { history: entries(1, 2) });
      expect(await following).toEqual(recorded(1, 2));
    });

    test('a follower misses and doubles nothing while turns go on', async () => {
      const following = follow(open(), { instance: 'a', after: 0, count: 60 });
      await begin(open(), 'a', { history: entries(1, 1) });
      for (let step = 2; step <= 60; step++) await advance(open(), 'a', { history: entries(step, step) });
      expect(await following).toEqual(recorded(1, 60));
    });

    test('several followers each see everything of their instance', async () => {
      const following = [
        follow(open(), { instance: 'a', after: 0, count: 2 }),
        follow(open(), { instance: 'a', after: 1, count: 1 }),
        follow(open(), { instance: 'b', after: 0, count: 1 }),
      ];
      await begin(open(), 'b', { history: entries(1, 1) });
      await begin(open(), 'a', { history: entries(1, 2) });
      expect(await Promise.all(following)).toEqual([recorded(1, 2), recorded(2, 2), recorded(1, 1)]);
    });

    test('a follower ends when its signal aborts while it waits', async () => {
      const { history } = open();
      await begin(open(), 'a', { history: entries(1, 1) });
      const controller = new AbortController();
      const seen: number[] = [];
      for await (const { number } of history.follow({ instance: 'a', after: 0, signal: controller.signal })) {
        seen.push(number);
        setTimeout(() => controller.abort(), 20);
      }
      expect(seen).toEqual([1]);
    });

    test('a follower whose signal has aborted is given nothing', async () => {
      const { history } = open();
      await begin(open(), 'a', { history: entries(1, 1) });
      const seen: RecordedEntry[] = [];
      for await (const one of history.follow({ instance: 'a', after: 0, signal: AbortSignal.abort() }))
        seen.push(one);
      expect(seen).toEqual([]);
    });

    test('a turn that lost writes no entries', async () => {
      const { history, instances } = open();
      await instances.create(newInstance('a'));
      const work = await load(open(), 'a');
      await instances.commit(turn(work, { history: entries(1, 1) }));
      await instances.commit(turn(work, { history: entries(7, 9) }));
      await advance(open(), 'a', { history: entries(2, 2) });
      expect(await history.read({ instance: 'a', after: 0 })).toEqual(recorded(1, 2));
    });
  });
}
