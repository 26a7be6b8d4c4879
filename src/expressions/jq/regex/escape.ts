import type { Cursor } from './cursor.ts';

const controls: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, a: 7, b: 8, e: 27 };

/** The code of an escape that is no character of UTF-8: it never matches. */
export const noCharacter = -1;

/**
 * Reads what stands for one character after a backslash: `\n`, `\cA`, `\x41`, `\x{1F600}`, `\o{101}`, `\101`, or the
 * character itself. Bytes from 128 are put together as UTF-8. In a pattern `\b` is not one; only in a class.
 */
export function readEscape(cursor: Cursor): number {
  if (cursor.done) throw cursor.error('end pattern at escape');
  const char = cursor.next();
  if (char === 'c') return readControl(cursor);
  if (char === 'x') return cursor.peek() === '{' ? readBraced(cursor, 16, char) : readBytes(cursor, 'x');
  if (char === 'o' && cursor.peek() === '{') return readBraced(cursor, 8, char);
  if (char >= '0' && char <= '7') {
    cursor.at--;
    return readBytes(cursor, 'octal');
  }
  return controls[char] ?? codeOf(char);
}

export function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}

function readControl(cursor: Cursor): number {
  if (cursor.done) throw cursor.error('end pattern at control');
  const char = cursor.next();
  if (char === '?') return 127;
  const code = char === '\\' ? readEscape(cursor) : codeOf(char);
  return code & 0x9f;
}

/** `\x{…}` and `\o{…}`; without digits the letter stands for itself. */
function readBraced(cursor: Cursor, base: 8 | 16, letter: string): number {
  const start = cursor.at;
  cursor.next();
  const most = base === 16 ? 8 : 11;
  const digit = base === 16 ? /^[0-9A-Fa-f]/ : /^[0-7]/;
  const digits = cursor.run(digit, most);
  if (digits === '') {
    cursor.at = start;
    return codeOf(letter);
  }
  if (digit.test(cursor.peek())) throw cursor.error('too long wide-char value');
  if (!cursor.take('}')) throw cursor.error('invalid code point value');
  const code = Number.parseInt(digits, base);
  if (code > 0x7fffffff) throw cursor.error('too big wide-char value');
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? noCharacter : code;
}

/** One byte, and for the first of a longer character in UTF-8 those that must follow, written in the same way. */
function readBytes(cursor: Cursor, form: 'x' | 'octal'): number {
  const first = readByte(cursor, form);
  if (first < 0x80) return first;
  if (first < 0xc0 || first > 0xf4) return noCharacter;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const bytes = [first];
  while (bytes.length < length) {
    if (!nextByteFollows(cursor, form)) throw cursor.error('too short multibyte code string');
    bytes.push(readByte(cursor, form));
  }
  try {
    return codeOf(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes)));
  } catch {
    return noCharacter;
  }
}

function nextByteFollows(cursor: Cursor, form: 'x' | 'octal'): boolean {
  const mark = cursor.peek(1);
  if (cursor.peek() !== '\\') return false;
  if (form === 'x' ? mark !== 'x' || cursor.peek(2) === '{' : !(mark >= '0' && mark <= '7')) return false;
  cursor.at += form === 'x' ? 2 : 1;
  return true;
}

function readByte(cursor: Cursor, form: 'x' | 'octal'): number {
  if (form === 'x') return Number.parseInt(`0${cursor.run(/^[0-9A-Fa-f]/, 2)}`, 16);
  return Number.parseInt(cursor.run(/^[0-7]/, 3), 8) & 0xff;
}
