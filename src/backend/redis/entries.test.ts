import { expect, it } from 'vitest';
import type { HistoryEntry } from '../../machine/command.ts';
import { readEntries, writeEntries } from './entries.ts';

const entries: readonly HistoryEntry[] = [
  { time: 7, type: 'instance.started' },
  { time: 7, type: 'task.started', task: '/do/0/a', name: 'a', detail: { attempt: 1 } },
  { time: 8, type: 'task.started', task: '/do/0/b~1c', name: 'b/c' },
  { time: 8, type: 'task.started', task: '/do/0/a' },
  { time: 7, type: 'task.started', name: 'a' },
  { time: 7, type: 'task.started', task: '', name: '' },
  { time: 0, type: 'instance.completed', detail: { error: { type: 'about:blank' } } },
];

it('are read as they were', () => {
  expect(readEntries(writeEntries(entries))).toStrictEqual(entries);
});

it('say the time once, and a task by its pointer alone', () => {
  expect(writeEntries(entries.slice(0, 2))).toBe(
    '[{"time":7,"type":"instance.started"},{"type":"task.started","at":"/do/0/a","detail":{"attempt":1}}]',
  );
});
