import type { Cursor } from './cursor.ts';

export interface Quantifier {
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
  readonly possessive: boolean;
}

/** The most that an interval may ask for, in Oniguruma. */
const MAX_REPEAT = 100_000;

const simple: Readonly<Record<string, readonly [number, number]>> = {
  '*': [0, Number.POSITIVE_INFINITY],
  '+': [1, Number.POSITIVE_INFINITY],
  '?': [0, 1],
};

/** Reads `*`, `+`, `?`, `{n}`, `{n,}` or `{n,m}`, with `?` for lazy or `+` for possessive; undefined for anything else. */
export function readQuantifier(cursor: Cursor): Quantifier | undefined {
  const char = cursor.peek();
  const range = Object.hasOwn(simple, char) ? simple[char] : undefined;
  if (range !== undefined) cursor.next();
  const [min, max] = range ?? (char === '{' ? readInterval(cursor) : undefined) ?? [];
  if (min === undefined || max === undefined) return undefined;
  const lazy = cursor.take('?');
  return { min, max, lazy, possessive: !lazy && cursor.take('+') };
}

/** A brace that opens no interval is a character. */
function readInterval(cursor: Cursor): readonly [number, number] | undefined {
  const start = cursor.at;
  cursor.next();
  const lower = cursor.run(/^[0-9]/);
  const comma = cursor.take(',');
  const upper = comma ? cursor.run(/^[0-9]/) : lower;
  for (const bound of [lower, upper]) {
    if (Number(bound) > MAX_REPEAT) throw cursor.error('too big number for repeat range');
  }
  if (lower === '' || !cursor.take('}')) {
    cursor.at = start;
    return undefined;
  }
  const min = Number(lower);
  const max = upper === '' ? Number.POSITIVE_INFINITY : Number(upper);
  if (min > max) throw cursor.error('upper is smaller than lower in repeat range');
  return [min, max];
}
