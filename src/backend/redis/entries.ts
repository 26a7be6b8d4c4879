import type { Json } from '../../json/json.ts';
import type { HistoryEntry } from '../../machine/command.ts';

/**
 * The entries of a turn as one JSON array. What follows is left out: the time of the entry before, and the name of a task
 * that its pointer ends with (then the pointer is `at` instead of `task`).
 */
interface StoredEntry extends Omit<HistoryEntry, 'time'> {
  readonly time?: number;
  readonly at?: string;
}

/** Text is put together here, as copies to be written cost more. */
export function writeEntries(entries: readonly HistoryEntry[]): string {
  let text = '';
  let last: number | undefined;
  for (const { time, type, task, name, detail } of entries) {
    text += text === '' ? '{' : ',{';
    if (time !== last) text += `"time":${time},`;
    text += `"type":"${type}"`;
    if (task !== undefined && name === lastSegment(task)) text += member('at', task);
    else text += member('task', task) + member('name', name);
    text += `${member('detail', detail)}}`;
    last = time;
  }
  return `[${text}]`;
}

function member(name: keyof StoredEntry, value: Json | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
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
