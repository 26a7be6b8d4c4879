import { describe, expect, it } from 'vitest';
import type { RecordedEntry } from '../../backend/backend.ts';
import type { Frame, Instance } from '../../machine/instance.ts';
import { createPaint } from './colour.ts';
import { formatTaskTree } from './task-tree.ts';
import { liveTasks, tasksOf } from './tasks.ts';

let count = 0;
function entry(type: RecordedEntry['type'], task: string, detail?: RecordedEntry['detail']): RecordedEntry {
  count += 1;
  const name = task.slice(task.lastIndexOf('/') + 1);
  return {
    number: count,
    time: count * 1_000,
    type,
    task,
    name,
    ...(detail === undefined ? {} : { detail }),
  };
}

const frame = (id: string, task: string, parent: string | null, more: Partial<Frame> = {}): Frame => ({
  id,
  task,
  parent,
  input: {},
  data: {},
  startedAt: 0,
  ...more,
});

const instanceWith = (...frames: Frame[]): Instance => ({
  id: 'i1',
  definition: { namespace: 'default', name: 'w', version: '1.0.0' },
  status: 'waiting',
  input: {},
  context: {},
  startedAt: 0,
  frames: Object.fromEntries(frames.map((one) => [one.id, one])),
  sequence: 9,
  seen: { taken: [], floor: 0, passed: {}, ignored: {} },
});

describe('tasksOf', () => {
  it('tells the last status of each task, in the order of first starts', () => {
    const tasks = tasksOf([
      entry('task.started', '/do/0/a'),
      entry('task.completed', '/do/0/a'),
      entry('task.skipped', '/do/1/b'),
      entry('task.started', '/do/2/c'),
      entry('task.waiting', '/do/2/c', { until: 5 }),
    ]);
    expect(tasks.map(({ name, status }) => [name, status])).toEqual([
      ['a', 'completed'],
      ['b', 'skipped'],
      ['c', 'waiting'],
    ]);
  });

  it('counts how often a task began', () => {
    const once = [entry('task.started', '/do/0/a'), entry('task.completed', '/do/0/a')];
    expect(tasksOf([...once, ...once, ...once])[0]).toMatchObject({ starts: 3, status: 'completed' });
  });

  it('forgets the wait of a task that goes on', () => {
    const [task] = tasksOf([
      entry('task.started', '/do/0/a'),
      entry('task.waiting', '/do/0/a', { until: 5 }),
      entry('task.completed', '/do/0/a'),
    ]);
    expect(task).not.toHaveProperty('waiting');
  });

  it('has no end while a task that was repeated runs', () => {
    const [task] = tasksOf([
      entry('task.started', '/do/0/a'),
      entry('task.completed', '/do/0/a'),
      entry('task.started', '/do/0/a'),
    ]);
    expect(task).not.toHaveProperty('endedAt');
  });
});

describe('liveTasks', () => {
  it('tells the innermost activations, with what they wait for', () => {
    const listen = { one: { with: { type: 'a' }, correlate: { orderNo: { from: '.orderNo' } } } };
    const tasks = tasksOf([
      entry('task.started', '/do/0/outer'),
      entry('task.started', '/do/0/outer/do/0/inner'),
      entry('task.waiting', '/do/0/outer/do/0/inner', { listen, expected: [{ orderNo: 'A-1' }] }),
    ]);
    const instance = instanceWith(
      frame('0', '', null),
      frame('1', '/do/0/outer', '0', { timers: { timeout: 9_000 } }),
      frame('2', '/do/0/outer/do/0/inner', '1'),
    );
    expect(liveTasks(instance, tasks)).toEqual([
      {
        task: '/do/0/outer/do/0/inner',
        name: 'inner',
        since: 0,
        for: { listen, expected: [{ orderNo: 'A-1' }] },
        expected: [{ orderNo: 'A-1' }],
        timers: {},
      },
    ]);
  });

  it('is empty for an instance that has ended', () => {
    expect(liveTasks(instanceWith(), [])).toEqual([]);
  });
});

describe('formatTaskTree', () => {
  it('draws tasks below the task that contains them, with what they wait for', () => {
    const listen = { one: { with: { type: 'paid' }, correlate: { orderNo: { from: '.orderNo' } } } };
    count = 0;
    const tasks = tasksOf([
      entry('task.started', '/do/0/send'),
      entry('task.completed', '/do/0/send'),
      entry('task.started', '/do/1/try'),
      entry('task.started', '/do/1/try/try/0/await'),
      entry('task.waiting', '/do/1/try/try/0/await', { listen, expected: [{ orderNo: 'A-1' }] }),
    ]);
    const live = liveTasks(
      instanceWith(
        frame('0', '', null),
        frame('1', '/do/1/try', '0'),
        frame('2', '/do/1/try/try/0/await', '1', {
          timers: { timeout: 60_000 },
        }),
      ),
      tasks,
    );
    expect(formatTaskTree(tasks, live, createPaint(false)).split('\n')).toEqual([
      '├ ✔ completed  send  1s',
      '└ ● running  try',
      '  └ ◷ waiting  await  for an event with type paid, orderNo = "A-1", timeout at 1970-01-01T00:01:00.000Z',
    ]);
  });

  it('tells how often a task began', () => {
    const rounds = Array.from({ length: 3 }, () => entry('task.started', '/do/0/a'));
    expect(formatTaskTree(tasksOf(rounds), [], createPaint(false))).toBe('└ ● running  a  ×3');
  });

  it('tells which retry is next, and why', () => {
    const error = { type: 'https://x/errors/communication', status: 503, title: 'No answer' };
    const tasks = tasksOf([
      entry('task.started', '/do/0/a'),
      entry('task.retried', '/do/0/a', { attempt: 2, delay: 5, error }),
    ]);
    const live = liveTasks(instanceWith(frame('1', '/do/0/a', '0', { timers: { retry: 1_000 } })), tasks);
    expect(formatTaskTree(tasks, live, createPaint(false))).toBe(
      '└ ◷ waiting  a  for retry 2 after No answer [communication 503], retry at 1970-01-01T00:00:01.000Z',
    );
  });
});
