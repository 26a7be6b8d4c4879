import type { Row } from './driver.ts';

/** Reads a column that the schema says is a text. */
export function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') throw new TypeError(`Column ${column} is no text`);
  return value;
}

/** Reads a column that the schema says is a number. */
export function integer(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new TypeError(`Column ${column} is no number`);
  return value;
}

/** Reads JSON that this room wrote; whoever calls it names the type that was written. */
export function json<T>(row: Row | undefined, column: string): T {
  const value: T = JSON.parse(text(row, column));
  return value;
}
