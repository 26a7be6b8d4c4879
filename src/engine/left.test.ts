import { describe, expect, it } from 'vitest';
import type { PendingEffect } from '../backend/backend.ts';
import { Left } from './left.ts';

const pending = (key: string): PendingEffect => ({
  instance: `of ${key}`,
  effect: { kind: 'activity', key, frame: '1' },
});

function leave(...entries: readonly (readonly [workflow: string, key: string])[]): Left {
  const left = new Left();
  for (const [workflow, key] of entries) left.add(workflow, pending(key));
  return left;
}

describe('what was left', () => {
  it('is given back by workflow, in its order', () => {
    const left = leave(['a', '1'], ['b', '2'], ['a', '3'], ['a', '4']);
    expect(left.takeOf('a', 2)).toEqual([pending('1'), pending('3')]);
    expect(left.takeOf('a', 2)).toEqual([pending('4')]);
    expect(left.takeOf('b', 2)).toEqual([pending('2')]);
  });

  it('is given back once', () => {
    const left = leave(['a', '1']);
    left.takeOf('a', 1);
    expect([left.has('1'), left.countOf('a'), left.workflows()]).toEqual([false, 0, []]);
  });

  it('is none of a workflow that nobody knows', () => {
    expect(leave(['a', '1']).takeOf('b', 9)).toEqual([]);
  });

  it('is known by its key', () => {
    const left = leave(['a', '1'], ['a', '2']);
    expect([left.has('1'), left.delete('1'), left.delete('1'), left.has('1')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([left.countOf('a'), left.workflows()]).toEqual([1, ['a']]);
  });

  it('goes to the end when it is left again', () => {
    const left = leave(['a', '1'], ['a', '2'], ['a', '1']);
    expect(left.takeOf('a', 9)).toEqual([pending('2'), pending('1')]);
  });

  it('is remembered up to a bound, the oldest forgotten first', () => {
    const left = new Left();
    for (let key = 0; key < 10_002; key++) left.add('a', pending(`${key}`));
    expect([left.countOf('a'), left.has('1'), left.has('2')]).toEqual([10_000, false, true]);
  });
});
