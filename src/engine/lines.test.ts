import { expect, it } from 'vitest';
import { Lines } from './lines.ts';

/** Work that ends when the test says so. */
function manual(begun: string[], name: string) {
  let end = (): void => {};
  let fail = (): void => {};
  const ended = new Promise<string>((resolve, reject) => {
    end = () => resolve(name);
    fail = () => reject(new Error(name));
  });
  const run = (): Promise<string> => {
    begun.push(name);
    return ended;
  };
  return { run, end: () => end(), fail: () => fail() };
}

it('begins at once where nobody is before it', () => {
  const begun: string[] = [];
  void new Lines().enter('a', manual(begun, 'first').run);
  expect(begun).toEqual(['first']);
});

it('lets one after the other run, in order', async () => {
  const begun: string[] = [];
  const lines = new Lines();
  const [first, second, third] = ['1', '2', '3'].map((name) => manual(begun, name));
  const done = [first, second, third].map((work) => lines.enter('a', async () => work?.run()));
  expect(begun).toEqual(['1']);
  third?.end();
  first?.end();
  await done[0];
  second?.end();
  expect(await Promise.all(done)).toEqual(['1', '2', '3']);
  expect(begun).toEqual(['1', '2', '3']);
});

it('keeps nobody of another line waiting', () => {
  const begun: string[] = [];
  const lines = new Lines();
  for (const name of ['a', 'b']) void lines.enter(name, manual(begun, name).run);
  expect(begun).toEqual(['a', 'b']);
});

it('goes on after one that failed, which fails alone', async () => {
  const begun: string[] = [];
  const lines = new Lines();
  const [bad, good] = [manual(begun, 'bad'), manual(begun, 'good')];
  const failed = lines.enter('a', bad.run);
  const next = lines.enter('a', good.run);
  bad.fail();
  good.end();
  await expect(failed).rejects.toThrow('bad');
  expect(await next).toBe('good');
});

it('forgets a line that has ended', async () => {
  const begun: string[] = [];
  const lines = new Lines();
  const first = manual(begun, 'first');
  first.end();
  await lines.enter('a', first.run);
  void lines.enter('a', manual(begun, 'second').run);
  expect(begun).toEqual(['first', 'second']);
});
