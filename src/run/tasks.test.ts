import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../machine/command.ts';
import { tasksOf } from './tasks.ts';

function entry(type: HistoryEntry['type'], task?: string): HistoryEntry {
  const name = task?.split('/').at(-1);
  return {
    time: 0,
    type,
    ...(task === undefined ? {} : { task }),
    ...(name === undefined ? {} : { name }),
  };
}

describe('tasksOf', () => {
  it('lists tasks in order of their start with how they ended', () => {
    const tasks = tasksOf([
      entry('instance.started'),
      entry('task.started', '/do/0/outer'),
      entry('task.started', '/do/0/outer/do/0/inner'),
      entry('task.faulted', '/do/0/outer/do/0/inner'),
      entry('task.completed', '/do/0/outer'),
    ]);
    expect(tasks).toEqual([
      { name: 'outer', reference: '/do/0/outer', status: 'completed' },
      { name: 'inner', reference: '/do/0/outer/do/0/inner', status: 'faulted' },
    ]);
  });

  it('lists each round of a loop', () => {
    const round = [entry('task.started', '/do/0/a'), entry('task.completed', '/do/0/a')];
    expect(tasksOf([...round, ...round])).toHaveLength(2);
  });

  it('ends the older of two activations of one task first', () => {
    const tasks = tasksOf([
      entry('task.started', '/use/functions/f'),
      entry('task.started', '/use/functions/f'),
      entry('task.completed', '/use/functions/f'),
      entry('task.faulted', '/use/functions/f'),
    ]);
    expect(tasks.map(({ status }) => status)).toEqual(['completed', 'faulted']);
  });

  it('lists a skipped task', () => {
    expect(tasksOf([entry('task.skipped', '/do/0/a')])[0]?.status).toBe('skipped');
  });

  it('lists a task whose condition failed before it started', () => {
    expect(tasksOf([entry('task.faulted', '/do/0/a')])[0]?.status).toBe('faulted');
  });

  it('lists a task that waits as waiting', () => {
    expect(tasksOf([entry('task.started', '/do/0/a'), entry('task.waiting', '/do/0/a')])).toEqual([
      { name: 'a', reference: '/do/0/a', status: 'waiting' },
    ]);
  });
});
