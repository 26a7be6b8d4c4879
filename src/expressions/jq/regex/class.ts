import type { Run } from '../run.ts';
import { CharSet, type Range, withCases } from './charset.ts';
import type { Cursor } from './cursor.ts';
import { codeOf, noCharacter, readEscape } from './escape.ts';
import { namedProperty, type Property, posixProperty } from './property.ts';

/** What `\d`, `\s` and `\w` stand for. There is no `\h` in this syntax. */
const shorthands: Readonly<Record<string, string>> = { d: 'digit', s: 'space', w: 'word' };

/** The property of the letter of `\d`, `\D`, …; undefined for other letters. */
export function shorthand(letter: string): Property | undefined {
  const name = shorthands[letter.toLowerCase()];
  return name === undefined ? undefined : posixProperty(name, letter !== letter.toLowerCase());
}

/** Reads `{Name}` or `{^Name}`, after `\p` or `\P`. */
export function readProperty(cursor: Cursor, letter: string): Property {
  const start = cursor.at;
  let negative = letter === 'P';
  cursor.next();
  if (cursor.take('^')) negative = !negative;
  const name = cursor.run(/^[^(){}|]/);
  if (!cursor.take('}')) throw cursor.error('end pattern with unmatched parenthesis');
  const property = namedProperty(name, negative);
  if (property === undefined) throw cursor.error(`invalid character property name {${name}}`, start);
  return property;
}

/** One part of a class: a character, or a property, which no range can end in. */
type Part = { readonly code: number } | { readonly property: Property };

/**
 * Reads a class after its `[`. A `[` inside is a character unless it opens `[:name:]`; there are no nested classes and
 * no `&&` in this syntax.
 */
export function readClass(cursor: Cursor, fold: boolean, run: Run): CharSet {
  const ranges: Range[] = [];
  const properties: Property[] = [];
  const negative = cursor.take('^');
  if (cursor.peek() === ']' && !hasEnd(cursor)) throw cursor.error('empty char-class');
  let first = true;
  while (first || cursor.peek() !== ']') {
    if (cursor.done) throw cursor.error('premature end of char-class');
    first = false;
    const part = readPart(cursor);
    if ('property' in part) {
      properties.push(part.property);
      continue;
    }
    const end = readRangeEnd(cursor, part.code);
    if (part.code !== noCharacter) ranges.push([part.code, end]);
  }
  cursor.next();
  return new CharSet(fold ? withCases(ranges, properties, run) : ranges, properties, negative, run);
}

/** Whether a class that begins with `]` ends later; then that `]` is a character. */
function hasEnd(cursor: Cursor): boolean {
  cursor.next();
  const found = cursor.ahead(']');
  cursor.at--;
  return found;
}

/** The end of the range that a `-` begins here, or the start itself. */
function readRangeEnd(cursor: Cursor, start: number): number {
  if (cursor.peek() !== '-' || cursor.peek(1) === ']') return start;
  cursor.next();
  if (cursor.done) throw cursor.error('premature end of char-class');
  const part = readPart(cursor);
  if ('property' in part) throw cursor.error('char-class value at end of range');
  if (part.code === noCharacter) return 0x10ffff;
  if (part.code < start) throw cursor.error('empty range in char class');
  return part.code;
}

function readPart(cursor: Cursor): Part {
  const char = cursor.next();
  if (char === '[' && cursor.peek() === ':') return readPosix(cursor);
  if (char !== '\\') return { code: codeOf(char) };
  const letter = cursor.peek();
  if ((letter === 'p' || letter === 'P') && cursor.peek(1) === '{') {
    cursor.next();
    return { property: readProperty(cursor, letter) };
  }
  const property = shorthand(letter);
  if (property === undefined) return { code: readEscape(cursor) };
  cursor.next();
  return { property };
}

/** Reads `:name:]` after a `[`; where it does not end so, the `[` is a character. */
function readPosix(cursor: Cursor): Part {
  const start = cursor.at;
  cursor.next();
  const negative = cursor.take('^');
  const name = cursor.run(/^\p{Alphabetic}/u);
  if ((name === '' && !negative) || !cursor.take(':]')) {
    cursor.at = start;
    return { code: codeOf('[') };
  }
  const property = posixProperty(name, negative);
  if (property === undefined) throw cursor.error('invalid POSIX bracket type', start);
  return { property };
}
