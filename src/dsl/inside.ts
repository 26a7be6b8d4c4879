import type { Scalar } from 'yaml';

/**
 * The offset in a file's text of a character of a string's value, whatever style the string is written in: what
 * quotes, escapes, folding and indentation took away is counted in again. `offset` counts UTF-16 units of the value
 * and may be its length, for the end. Undefined when the scalar is no such string.
 */
export function offsetInside(text: string, scalar: Scalar, offset: number): number | undefined {
  const { value, range, type } = scalar;
  if (typeof value !== 'string' || !range || offset < 0 || offset > value.length) return undefined;
  const [start, end] = range;
  const source = text.slice(start, end);
  switch (type) {
    case 'PLAIN':
      return start + (walk(pieces.plain, source, 0, offset) ?? source.length);
    case 'QUOTE_SINGLE':
      return start + (walk(pieces.single, source, 1, offset) ?? source.length);
    case 'QUOTE_DOUBLE':
      return start + (walk(pieces.double, source, 1, offset) ?? source.length);
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED': {
      const header = source.indexOf('\n') + 1;
      return header === 0 ? end : start + header + align(source.slice(header), value, offset);
    }
    default:
      return undefined;
  }
}

/** Line breaks of a flow scalar with the white space around them: one becomes a space, of more the first is lost. */
const fold = String.raw`[ \t]*(?:\r?\n[ \t]*)+`;

/** Pieces of a flow scalar's source: in group 1 what is written otherwise than it reads, else what stands for itself. */
const pieces = {
  plain: piece(fold),
  single: piece(`${fold}|''`),
  double: piece(String.raw`\\\r?\n[ \t]*|${fold}|\\(?:x.{2}|u.{4}|U.{8}|.)`),
};

/** Runs of white space are one piece, so that each is looked at only once for the line break that may follow it. */
function piece(special: string): RegExp {
  return new RegExp(String.raw`(${special})|[ \t]+|[^ \t][^ \t\r\n\\']*`, 'sy');
}

/** Goes over a flow scalar from `start` until the units before `offset` are passed; undefined beyond its last piece. */
function walk(pattern: RegExp, source: string, start: number, offset: number): number | undefined {
  let left = offset;
  pattern.lastIndex = start;
  for (let at = start; ; at = pattern.lastIndex) {
    const match = pattern.exec(source);
    if (match === null) return undefined;
    const [written, special] = match;
    const size = special === undefined ? written.length : unitsOf(special);
    if (left < size) return special === undefined ? at + left : at;
    left -= size;
  }
}

/** How many UTF-16 units of the value an escape or a fold stands for. */
function unitsOf(special: string): number {
  if (/^\\\r?\n/.test(special)) return 0;
  if (special.startsWith('\\U')) return String.fromCodePoint(Number.parseInt(special.slice(2), 16)).length;
  return Math.max(1, special.split('\n').length - 2);
}

/**
 * Finds a character of a block scalar. Indentation, folding and chomping change white space only: all other characters
 * are the same in the source and in the value, in the same order. White space is found from its nearest neighbour on
 * the line.
 */
function align(source: string, value: string, offset: number): number {
  let before = offset;
  while (before > 0 && isBlank(value, before - 1)) before--;
  let after = offset;
  while (after < value.length && isBlank(value, after)) after++;
  const inked = value.slice(0, before).replace(/[ \t\r\n]+/g, '').length;
  const leads = value.slice(before, offset).includes('\n') && !value.slice(offset, after).includes('\n');
  if (after < value.length && (offset === after || leads)) return nthInked(source, inked) - (after - offset);
  const previous = inked === 0 ? -1 : nthInked(source, inked - 1);
  return Math.min(source.length, previous + 1 + (leads ? 0 : offset - before));
}

function isBlank(text: string, at: number): boolean {
  return /[ \t\r\n]/.test(text.charAt(at));
}

/** Offset of the character, white space not counted, that has so many before it. */
function nthInked(source: string, count: number): number {
  let left = count;
  for (const { 0: run, index } of source.matchAll(/[^ \t\r\n]+/g)) {
    if (left < run.length) return index + left;
    left -= run.length;
  }
  return source.length;
}
