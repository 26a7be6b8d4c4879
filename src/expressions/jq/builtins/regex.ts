import type { Json, JsonObject } from '../../../json/json.ts';
import { ExpressionError } from '../../expression.ts';
import { MAX_REGEX } from '../limits.ts';
import {
  compileRegex,
  decode,
  Matcher,
  type Flags as PatternFlags,
  type Program,
  RegexRefusal,
  RegexSyntaxError,
  type Text,
} from '../regex/index.ts';
import { Raised, type Run } from '../run.ts';
import { put, wrongType } from '../values.ts';
import { type Entry, valueN } from './define.ts';

interface Flags extends PatternFlags {
  readonly all: boolean;
  readonly nonEmpty: boolean;
  readonly longest: boolean;
}

const none: Flags = {
  all: false,
  nonEmpty: false,
  longest: false,
  fold: false,
  extended: false,
  dotAll: false,
  lines: false,
};

/** What each letter turns on; `s` is on anyway: `^` and `$` match at the ends of the text, not of its lines. */
const letters: Readonly<Record<string, Partial<Flags>>> = {
  g: { all: true },
  n: { nonEmpty: true },
  l: { longest: true },
  i: { fold: true },
  x: { extended: true },
  m: { dotAll: true },
  p: { dotAll: true },
  s: {},
};

function readFlags(text: Json): Flags {
  if (text === null || text === '') return none;
  if (typeof text !== 'string') throw wrongType(text, 'is not a string');
  let flags = none;
  for (const letter of text) {
    const change = Object.hasOwn(letters, letter) ? letters[letter] : undefined;
    if (change === undefined) throw new Raised(`${text} is not a valid modifier string`);
    flags = { ...flags, ...change };
  }
  return flags;
}

function compile(pattern: string, flags: Flags, run: Run): Program {
  if (pattern.length > MAX_REGEX)
    throw new Raised(`Regex failure: the pattern is longer than ${MAX_REGEX} characters`);
  try {
    return compileRegex(pattern, flags, run);
  } catch (error) {
    if (error instanceof RegexSyntaxError) throw new Raised(`Regex failure: ${error.message}`);
    // Not `Raised`: what jq can match must not look to a `try` as if it did not match.
    if (error instanceof RegexRefusal) throw new ExpressionError(`Regex failure: ${error.message}`);
    throw error;
  }
}

/** What `find` hands on: the borders of the match and of its groups, to be read at once. */
type Take = (slots: readonly number[], program: Program, text: Text) => void;

/** Finds the first match, or with `g` all. Returns the text that was searched. */
function find(input: Json, pattern: Json, flagText: Json, run: Run, take: Take): Text {
  if (typeof input !== 'string') throw wrongType(input, 'cannot be matched, as it is not a string');
  if (typeof pattern !== 'string') throw wrongType(pattern, 'is not a string');
  const flags = readFlags(flagText);
  const program = compile(pattern, flags, run);
  const text = decode(input, run);
  const matcher = new Matcher(program, text.points, flags, run);
  for (let from = 0; from <= text.points.length && matcher.search(from); ) {
    run.spend(6 + 2 * program.groups);
    take(matcher.slots, program, text);
    if (!flags.all) break;
    const [start = 0, end = 0] = matcher.slots;
    from = start === end ? end + 1 : end;
  }
  return text;
}

/** Whether it matches, or the matches in jq's form. */
function matches(input: Json, pattern: Json, flagText: Json, testing: boolean, run: Run): Json {
  if (testing) {
    let found = false;
    const first = typeof flagText === 'string' ? flagText.replaceAll('g', '') : flagText;
    find(input, pattern, first, run, () => {
      found = true;
    });
    return found;
  }
  const found: Json[] = [];
  find(input, pattern, flagText, run, (slots, program, text) => {
    if (found.length >= run.limits.array) run.array(found.length + 1);
    found.push(matchOf(slots, program, text));
  });
  return found;
}

/** The matches as `sub` needs them: the text before each, what its named groups captured, and the text after all. */
function edits(input: Json, pattern: Json, flagText: Json, run: Run): Json {
  const found: Json[] = [];
  let previous = 0;
  const text = find(input, pattern, flagText, run, (slots, program, text) => {
    const [start = 0, end = 0] = slots;
    if (found.length >= run.limits.array) run.array(found.length + 1);
    found.push({ before: text.slice(previous, start), named: namedOf(slots, program, text) });
    previous = end;
  });
  return { edits: found, rest: text.slice(previous, text.points.length) };
}

function namedOf(slots: readonly number[], program: Program, text: Text): Json {
  const named: Record<string, Json> = {};
  for (const [index, name] of program.names.entries()) {
    if (name !== null) put(named, name, captureOf(slots, index + 1, name, text)['string'] ?? null);
  }
  return named;
}

/** What a group captured. As in jq, where the whole match is empty every group is: what a look-ahead took is not told. */
function captureOf(slots: readonly number[], group: number, name: string | null, text: Text): JsonObject {
  const [start = 0, end = 0] = slots;
  const from = slots[2 * group] ?? -1;
  const to = slots[2 * group + 1] ?? -1;
  if (from < 0 || to < 0) return { offset: -1, string: null, length: 0, name };
  if (start === end || from >= to) {
    return { offset: start === end ? start : from, string: '', length: 0, name };
  }
  return { offset: from, length: to - from, string: text.slice(from, to), name };
}

/** Offsets and lengths are in code points. */
function matchOf(slots: readonly number[], { names }: Program, text: Text): Json {
  const [start = 0, end = 0] = slots;
  const captures = names.map((name, index) => captureOf(slots, index + 1, name, text));
  return { offset: start, length: end - start, string: text.slice(start, end), captures };
}

/** Steps for finding the program and setting up its matcher. */
const SEARCH = 12;

export const regexBuiltins: readonly Entry[] = [
  valueN(
    '_match_impl',
    3,
    (input, [pattern = null, flags = null, testing = null], run) =>
      matches(input, pattern, flags, testing === true, run),
    'last',
    SEARCH,
  ),
  valueN(
    '_edits',
    2,
    (input, [pattern = null, flags = null], run) => edits(input, pattern, flags, run),
    'last',
    SEARCH,
  ),
];
