import { isObject, type Json } from './json.ts';

/** Longest text that is shown, and the length from which on members and items are left out. In characters. */
const maxText = 60;
const maxLength = 200;

/**
 * The beginning of a value as JSON, for messages. A text is there as a whole or not at all, so that what must not be
 * shown can still be recognised in it.
 */
export function excerpt(value: Json): string {
  return write(value, { left: maxLength });
}

interface Room {
  left: number;
}

function write(value: Json, room: Room): string {
  if (Array.isArray(value)) {
    return `[${parts(value, room, (item: Json) => write(item, room)).join(',')}]`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    return `{${parts(entries, room, ([key, member]) => `${plain(key, room)}:${write(member, room)}`).join(',')}}`;
  }
  return plain(value, room);
}

/** As many parts as there is room for, and a sign for those that are not there. */
function parts<Item>(items: readonly Item[], room: Room, show: (item: Item) => string): string[] {
  const shown: string[] = [];
  for (const item of items) {
    if (room.left <= 0) return [...shown, '…'];
    shown.push(show(item));
  }
  return shown;
}

function plain(value: Json, room: Room): string {
  const text =
    typeof value === 'string' && value.length > maxText
      ? `"…" (${value.length} characters)`
      : JSON.stringify(value);
  room.left -= text.length;
  return text;
}
