import { dump, dumpNumber } from '../../src/expressions/jq/dump.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { ours } from './ours.ts';
import type { Outcome, Pair, Reference, Result } from './reference.ts';

/** A difference from jq that is meant. Its title is a heading of docs/jq.md. */
interface Rule {
  readonly title: string;
  /** Whether it explains why the outcomes of a pair differ. */
  readonly explains: (
    pair: Pair,
    ours: Outcome,
    theirs: Outcome,
    reference: Reference,
  ) => boolean | Promise<boolean>;
}

const platformErrors =
  /not supported on this platform|not found at build time|invalid gmtime representation|unknown system failure/;
const approximate =
  /\b(a?(sin|cos|tan)h?|exp(10|2|m1)?|log(10|2|1p|b)?|l?t?gamma(_r)?|pow|cbrt|hypot|atan2|fma|scalb(ln)?|ldexp)\b/;
/** What runs a filter several times, or not to its end. */
const interrupting =
  /\|=|[-+*/%]=|\b(first|limit|nth|isempty|any|all|until|IN|break|reduce|foreach|map_values|walk|pick|del|paths?)\b/;
const located = / (\||\/\/|[-+*/%])?= |\b(paths?|del|pick)\(/;
const matching = /\b(match|capture|scan|splits?|g?sub|test)\b/;

export const rules: readonly Rule[] = [
  {
    title: 'Numbers are doubles',
    explains: async (pair, mine, theirs, reference) => {
      if (withDoubles(mine) === withDoubles(theirs)) return true;
      // Multiplied, a number has lost its text.
      const literals = pair.filter.replace(/(?<![\w.$"])\d+(\.\d+)?([eE][-+]?\d+)?(?![\w."])/g, '($& * 1)');
      const text = (outcome: Outcome) => withDoubles(outcome).toLowerCase();
      if (/fromjson|tonumber/.test(pair.filter) && text(mine) === text(theirs)) return true;
      for (const filter of [pair.filter, literals]) {
        const [again] = await reference.run([
          { filter: `((.. | numbers) |= . * 1) | (${filter})`, input: pair.input },
        ]);
        if (again !== undefined && withDoubles(mine) === withDoubles(again)) return true;
      }
      return false;
    },
  },
  {
    title: 'Mathematics may differ in the last digits',
    explains: ({ filter }, mine, theirs) => {
      if (approximate.test(filter) && rounded(withDoubles(mine)) === rounded(withDoubles(theirs)))
        return true;
      // The exponent of what has none is whatever stood in memory.
      const noExponent = (outcome: Outcome) => withDoubles(outcome).replace(/,\d+\]/g, ']');
      return /\bfrexp\b/.test(filter) && rounded(noExponent(mine)) === rounded(noExponent(theirs));
    },
  },
  {
    title: 'Keys that are whole numbers come first',
    explains: async (pair, mine, outcome, reference) => {
      if (/"\d+\\*":/.test(JSON.stringify(mine)) && inOrder(mine) === inOrder(outcome)) return true;
      const renamed = withoutIndexKeys(pair);
      if (renamed.filter === pair.filter && renamed.input === pair.input) return false;
      const [theirs] = await reference.run([renamed]);
      return theirs !== undefined && withDoubles(ours(renamed)) === withDoubles(theirs);
    },
  },
  {
    title: 'Not-a-number has no place in an order',
    explains: ({ filter }, mine, theirs) =>
      /\bnan\b/i.test(filter) &&
      /sort|group_by|unique/.test(filter) &&
      sortedText(mine) === sortedText(theirs),
  },
  {
    title: 'A break is not an error',
    explains: ({ filter }) => /break \$\w+[^;]*\?|\btry\b.*break \$/.test(filter),
  },
  {
    title: 'Alternative patterns are not tried again',
    explains: ({ filter }) => filter.includes('?//') && interrupting.test(filter),
  },
  {
    title: 'More path expressions',
    explains: ({ filter }, mine, theirs) => {
      if (/\bas [[{]/.test(filter) && located.test(filter)) return true;
      if (!isResult(theirs) || !/Invalid path expression/.test(JSON.stringify([theirs, mine]))) return false;
      if (/\b(as [[{]|with_entries|from_entries|reduce|foreach)/.test(filter)) return true;
      const scalar = / (with result|of) (-?\d|\\?\\")/;
      return (
        isResult(mine) &&
        ((mine.error !== undefined && theirs.error?.startsWith('"Invalid path') === true) ||
          scalar.test(JSON.stringify([theirs, mine])))
      );
    },
  },
  {
    title: 'Empty matches go by characters',
    explains: async (pair, _, __, reference) => {
      const plain = withoutLongCharacters(pair);
      if (!matching.test(pair.filter) || JSON.stringify(plain) === JSON.stringify(pair)) return false;
      const [theirs] = await reference.run([plain]);
      return (
        theirs !== undefined && withDoubles(ours(plain)).toLowerCase() === withDoubles(theirs).toLowerCase()
      );
    },
  },
  {
    title: 'Dates are the same everywhere',
    explains: ({ filter }, mine, theirs) =>
      isResult(theirs) &&
      (platformErrors.test(JSON.stringify(theirs)) ||
        // The local time of the reference is never readable; widths and years before 100 are its platform's own.
        /strflocaltime|"%\d/.test(filter) ||
        (/strftime|todate/.test(filter) && /\b0\d{3}-/.test(JSON.stringify(mine))) ||
        /1900-01-00|January 00, 1900|-2209075200|\[1900,0,0,/.test(JSON.stringify(theirs)) ||
        // Years before 100 are taken for years after 1900 by some platforms.
        later(JSON.stringify(mine)) === JSON.stringify(theirs) ||
        /-(59|6\d)\d{9}\b/.test(JSON.stringify(mine)) ||
        (filter.includes('gmtime') && /\[\d\d?,\d+,\d+,\d+,\d+,/.test(JSON.stringify(mine))) ||
        // To C, the second before 1970 is an error.
        (/mktime|fromdate/.test(filter) && /-1\b/.test(JSON.stringify(mine))) ||
        (isResult(mine) && /error converting number|invalid gmtime/.test(JSON.stringify(mine)))),
  },
];

/** The title of the rule that explains why two outcomes differ, if one does. */
export async function excuse(
  pair: Pair,
  mine: Outcome,
  theirs: Outcome,
  reference: Reference,
): Promise<string | undefined> {
  for (const { title, explains } of rules) {
    if (await explains(pair, mine, theirs, reference)) return title;
  }
  return undefined;
}

/** Seconds of 1900 years. */
const LATER = 59_958_144_000;

/** A text with the seconds of every early date in it moved by 1900 years. */
function later(text: string): string {
  return text.replace(/-\d{11,13}\b/g, (seconds) => String(Number(seconds) + LATER));
}

function isResult(outcome: Outcome): outcome is Result {
  return typeof outcome === 'object';
}

/** An outcome with every number, also inside strings, written as the double that it is. */
function withDoubles(outcome: Outcome): string {
  return JSON.stringify(outcome).replace(/-?\d+(\.\d+)?([eE][-+]?\d+)?/g, (text) =>
    // A zero that was calculated may be a negative one.
    dumpNumber(Number(text) + 0),
  );
}

/** An outcome with the keys of every object in order. */
function inOrder(outcome: Outcome): string {
  if (!isResult(outcome)) return outcome;
  return withDoubles({
    outputs: outcome.outputs.map(keysInOrder),
    error: outcome.error && keysInOrder(outcome.error),
  });
}

function keysInOrder(text: string): string {
  return dump(ordered(JSON.parse(text)));
}

/** Also inside of strings that are JSON themselves. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value === 'string' && /^[[{]/.test(value)) {
    const inner = read(value);
    return inner === undefined ? value : dump(ordered(inner));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, ordered(item)]),
  );
}

function read(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The characters of an outcome in order: the same whatever the order of its parts. */
function sortedText(outcome: Outcome): string {
  return Array.from(withDoubles(outcome)).sort().join('');
}

function rounded(text: string): string {
  return text.replace(/-?\d+(\.\d+)?(e[-+]?\d+)?/g, (number) => Number(number).toPrecision(9));
}

/** The same pair with other names for keys such as "1": if jq agrees on that, only their order was different. */
function withoutIndexKeys({ filter, input }: Pair): Pair {
  return {
    filter: filter.replace(/"(\d+)"/g, '"k$1"'),
    input: renamed(input),
  };
}

function renamed(value: Json): Json {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  const object: JsonObject = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [/^\d+$/.test(key) ? `k${key}` : key, renamed(item)]),
  );
  return object;
}

/** The same pair with one byte for every character. */
function withoutLongCharacters({ filter, input }: Pair): Pair {
  const plain = (text: string) => text.replace(/[^\0-\x7f]/gu, 'e');
  return { filter: plain(filter), input: JSON.parse(plain(JSON.stringify(input))) };
}
