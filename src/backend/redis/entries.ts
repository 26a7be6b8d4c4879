import type { HistoryEntry } from '../../machine/command.ts';

/**
 * The entries of a turn as one JSON array. What follows is left out: the time of the entry before, and the name of a task
 * that its pointer ends with (then the pointer is `at` instead of `task`).
 */
interface StoredEntry extends Omit<HistoryEntry, 'time'> {
  readonly time?: number;
  readonly at?: string;
}

type Written = { readonly [Name in keyof StoredEntry]-?: StoredEntry[Name] | undefined };

export function writeEntries(entries: readonly HistoryEntry[]): string {
  let last: number | undefined;
  const stored = entries.map(({ time, type, task, name, detail }): Written => {
    const isNamed = task !== undefined && name === lastSegment(task);
    const written: Written = {
      time: time === last ? undefined : time,
      type,
      at: isNamed ? task : undefined,
      task: isNamed ? undefined : task,
      name: isNamed ? undefined : name,
      detail,
    };
    last = time;
    return written;
  });
  return JSON.stringify(stored);
}

export function readEntries(text: string): readonly HistoryEntry[] {
  const stored: readonly StoredEntry[] = JSON.parse(text);
  let last = 0;
  return stored.map(({ time = last, type, at, ...rest }) => {
    last = time;
    return at === undefined
      ? { time, type, ...rest }
      : { time, type, task: at, name: lastSegment(at), ...rest };
  });
}

function lastSegment(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1);
}
