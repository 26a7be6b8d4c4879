import { describe, expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import { Failure } from '../../problem/failure.ts';
import { begin, load, now, turn } from '../conformance/samples.ts';
import { together } from './together.ts';

/** A script that is answered when the test says so. */
function scripted(comesAgain?: (answer: unknown) => boolean) {
  const failures: ((reason: unknown) => void)[] = [];
  const calls: { readonly tag: string; readonly args: readonly (string | number)[] }[] = [];
  const answers: ((answer: unknown) => void)[] = [];
  const ask = together(
    {
      label: 'cache:6379',
      runNow: (_, tag, args) => {
        calls.push({ tag, args });
        return new Promise((resolve, reject) => {
          answers.push(resolve);
          failures.push(reject);
        });
      },
    },
    'commit',
    comesAgain,
  );
  const fail = (reason: unknown) => failures.shift()?.(reason);
  const round = () => new Promise((resolve) => setImmediate(resolve));
  return { ask, calls, answers, fail, round };
}

describe('requests to one script', () => {
  it('that come in one turn of the event loop are one call, and each has its own answer', async () => {
    const { ask, calls, answers, round } = scripted();
    const asked = [ask('{0}', ['a', 'b']), ask('{0}', ['c'])];
    await round();
    expect(calls).toEqual([{ tag: '{0}', args: [2, 'a', 'b', 1, 'c'] }]);
    answers[0]?.([1, 2]);
    expect(await Promise.all(asked)).toEqual([1, 2]);
  });

  it('of two partitions are two calls', async () => {
    const { ask, calls, round } = scripted();
    void ask('{0}', ['a']);
    void ask('{1}', ['b']);
    await round();
    expect(calls.map(({ tag }) => tag)).toEqual(['{0}', '{1}']);
  });

  it('wait while two calls are under way, and then go together', async () => {
    const { ask, calls, answers, round } = scripted();
    for (const name of ['a', 'b']) {
      void ask('{0}', [name]);
      await round();
    }
    void ask('{0}', ['c']);
    await round();
    void ask('{0}', ['d']);
    await round();
    expect(calls).toHaveLength(2);
    answers[0]?.([0]);
    await round();
    await round();
    expect(calls[2]?.args).toEqual([1, 'c', 1, 'd']);
  });

  it('are at most a hundred a call', async () => {
    const { ask, calls, round } = scripted();
    for (let count = 0; count < 150; count++) void ask('{0}', [count]);
    await round();
    expect(calls.map(({ args }) => args.length / 2)).toEqual([100, 50]);
  });

  it('are at most a megabyte a call, but for one that is larger', async () => {
    const { ask, calls, round } = scripted();
    const large = 'x'.repeat(2 ** 20);
    void ask('{0}', [large]);
    void ask('{0}', ['a']);
    await round();
    expect(calls.map(({ args }) => args[1])).toEqual([large, 'a']);
  });

  it('that the script has not come to go first in the next call', async () => {
    const { ask, calls, answers, round } = scripted((answer) => answer === 'again');
    const asked = [ask('{0}', ['a']), ask('{0}', ['b'])];
    await round();
    answers[0]?.([1, 'again']);
    void ask('{0}', ['c']);
    await round();
    await round();
    expect(calls[1]?.args).toEqual([1, 'b', 1, 'c']);
    answers[1]?.([2, 3]);
    expect(await Promise.all(asked)).toEqual([1, 2]);
  });

  it('that wait are told at once when the store cannot be reached', async () => {
    const { ask, fail, round } = scripted();
    const asked = Array.from({ length: 250 }, (_, index) => ask('{0}', [index]));
    const outcomes = Promise.allSettled(asked);
    await round();
    fail(new Failure('unreachable', 'gone'));
    fail(new Failure('unreachable', 'gone'));
    expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['rejected']));
  });

  it('fail alone', async () => {
    const { ask, answers, round } = scripted();
    const asked = [ask('{0}', ['a']), ask('{0}', ['b'])];
    await round();
    answers[0]?.([new Error('WRONGTYPE'), 2]);
    await expect(asked[0]).rejects.toThrow('WRONGTYPE');
    expect(await asked[1]).toBe(2);
  });

  it('are refused with the reason when the store is full', async () => {
    const { ask, answers, round } = scripted();
    const asked = ask('{0}', ['a']);
    await round();
    answers[0]?.([new Error("OOM command not allowed when used memory > 'maxmemory'.")]);
    await expect(asked).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describeRedis('turns written by one call', () => {
  const bench = redisBench();

  it('are written though one of them meets a row that is damaged', async () => {
    const backend = await bench.open({ partitions: 1 });
    const [tag] = bench.partitions.tags;
    for (const id of ['a', 'b', 'c']) await begin(backend, id);
    await bench.admin.set(`${tag}:history:b`, 'not a log');
    const works = await Promise.all(['a', 'b', 'c'].map((id) => load(backend, id)));
    const history = [{ time: now, type: 'instance.started' as const }];
    const outcomes = await Promise.allSettled(
      works.map((work) => backend.instances.commit(turn(work, { history }))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await load(backend, 'c')).version).toBe(2);
  });
});
