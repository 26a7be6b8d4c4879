import { dumpNumber } from '../../src/expressions/jq/dump.ts';
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

/** What is listed under that heading: `//`, patterns, `last` as a path, matches. */
const known =
  /\/\/|\bas [[{$]|last\(|\b(match|capture|scan|splits|g?sub|test)\b|\.\[[^\]]*[[{]|indices|\bnan\b|-input_line_number|\[-\d\.\d\]|\|= |getpath|@?"[^"]*\\\(/;
const knownErrors =
  /Object keys must be strings, not|Path must be specified as|Invalid path expression|indices must be integers|parsed datetime/;

export const rules: readonly Rule[] = [
  {
    title: 'Numbers are doubles',
    explains: async (pair, mine, theirs, reference) => {
      if (withDoubles(mine) === withDoubles(theirs)) return true;
      // Multiplied, a number has lost its text.
      const [again] = await reference.run([
        { filter: `((.. | numbers) |= . * 1) | (${pair.filter})`, input: pair.input },
      ]);
      return again !== undefined && withDoubles(mine) === withDoubles(again);
    },
  },
  {
    title: 'Mathematics may differ in the last digits',
    explains: ({ filter }, mine, theirs) =>
      approximate.test(filter) && rounded(withDoubles(mine)) === rounded(withDoubles(theirs)),
  },
  {
    title: 'Keys that are whole numbers come first',
    explains: async (pair, mine, outcome, reference) => {
      if (/"\d+\\*":/.test(JSON.stringify(mine)) && sortedText(mine) === sortedText(outcome)) return true;
      const renamed = withoutIndexKeys(pair);
      if (renamed.filter === pair.filter && renamed.input === pair.input) return false;
      const [theirs] = await reference.run([renamed]);
      return theirs !== undefined && withDoubles(ours(renamed)) === withDoubles(theirs);
    },
  },
  {
    title: 'A break is not an error',
    explains: ({ filter }) => /break \$/.test(filter) && /\?|\btry\b/.test(filter),
  },
  {
    title: 'Dates are the same everywhere',
    explains: ({ filter }, mine, theirs) =>
      isResult(theirs) &&
      (/mktime|todate|strf/.test(filter) ||
        platformErrors.test(JSON.stringify(theirs)) ||
        /1900-01-00|\[1900,0,0,/.test(JSON.stringify(theirs)) ||
        (isResult(mine) && /error converting number of seconds/.test(mine.error ?? ''))),
  },
  {
    title: 'Known differences',
    explains: ({ filter }, mine, theirs) =>
      known.test(filter) || knownErrors.test(JSON.stringify([mine, theirs])),
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

function isResult(outcome: Outcome): outcome is Result {
  return typeof outcome === 'object';
}

/** An outcome with every number, also inside strings, written as the double that it is. */
function withDoubles(outcome: Outcome): string {
  return JSON.stringify(outcome).replace(/-?\d+(\.\d+)?([eE][-+]?\d+)?/g, (text) => dumpNumber(Number(text)));
}

/** The characters of an outcome in order: the same whatever the order of keys. */
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
