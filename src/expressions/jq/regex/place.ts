import type { Run } from '../run.ts';
import { CharSet } from './charset.ts';
import { posixProperty } from './property.ts';
import type { Place } from './tree.ts';

const NEWLINE = 10;

/** Places by their number in a program. */
export const placeNames: readonly Place[] = [
  'text start',
  'line start',
  'text end',
  'last line end',
  'line end',
  'search start',
  'word border',
  'no word border',
];

let words: CharSet | undefined;

/** The characters of `\w`, whose borders `\b` finds. */
export function wordSet(run: Run): CharSet {
  const word = posixProperty('word', false);
  words ??= new CharSet([], word === undefined ? [] : [word], false, run);
  // Pays for the first page whether or not the set was there.
  word?.has(0, run);
  return words;
}

/** Whether a position of the text is such a place. */
export function isAt(
  place: Place | undefined,
  points: Uint32Array,
  position: number,
  searchStart: number,
  word: CharSet,
  run: Run,
): boolean {
  const { length } = points;
  switch (place) {
    case 'text start':
      return position === 0;
    case 'line start':
      return position === 0 || (points[position - 1] === NEWLINE && position < length);
    case 'text end':
      return position === length;
    case 'last line end':
      return position === length || (position === length - 1 && points[position] === NEWLINE);
    case 'line end':
      return position === length || points[position] === NEWLINE;
    case 'search start':
      return position === searchStart;
    case 'word border':
    case 'no word border': {
      const before = points[position - 1];
      const after = points[position];
      const border =
        (before !== undefined && word.has(before, run)) !== (after !== undefined && word.has(after, run));
      return border === (place === 'word border');
    }
    case undefined:
      return false;
  }
}
