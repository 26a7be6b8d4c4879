import { RE2JS } from 're2js';
import type { Json } from '../../../json/json.ts';
import { ExpressionError } from '../../expression.ts';
import { codePoints } from '../access.ts';
import { MAX_REGEX } from '../limits.ts';
import { Raised, type Run } from '../run.ts';
import { wrongType } from '../values.ts';
import { type Entry, valueN } from './define.ts';

interface Flags {
  readonly all: boolean;
  readonly nonEmpty: boolean;
  readonly extended: boolean;
  readonly options: number;
}

function readFlags(flags: Json): Flags {
  if (flags !== null && typeof flags !== 'string') throw wrongType(flags, 'is not a string');
  let all = false;
  let nonEmpty = false;
  let extended = false;
  let options = RE2JS.LOOKBEHINDS;
  for (const flag of flags ?? '') {
    if (flag === 'g') all = true;
    else if (flag === 'n') nonEmpty = true;
    else if (flag === 'x') extended = true;
    else if (flag === 'i') options |= RE2JS.CASE_INSENSITIVE;
    else if (flag === 'm' || flag === 'p') options |= RE2JS.DOTALL;
    else if (flag === 'l') options |= RE2JS.LONGEST_MATCH;
    else if (flag !== 's') throw new Raised(`${flags} is not a valid modifier string`);
  }
  return { all, nonEmpty, extended, options };
}

/** Classes that count Unicode in jq and only ASCII in the linear-time engine. */
const classes: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{M}\\p{N}\\p{Pc}',
  s: '\\t-\\r \\x{85}\\p{Z}',
  h: '0-9A-Fa-f',
};

/** A pattern as the engine writes it: Unicode classes, and without what the `x` flag lets pass. */
function translate(pattern: string, extended: boolean): string {
  let inClass = false;
  return pattern.replace(/\\(.)|\[\^?\]?|\]|\s+|#[^\n]*|./gsu, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return translateEscape(part, escaped, inClass);
    if (part.startsWith('[')) {
      if (inClass) return part;
      inClass = true;
      return part;
    }
    if (part === ']') {
      inClass = false;
      return part;
    }
    return extended && !inClass && /^[\s#]/.test(part) ? '' : part;
  });
}

function translateEscape(part: string, escaped: string, inClass: boolean): string {
  const positive = classes[escaped];
  if (positive !== undefined) return inClass ? positive : `[${positive}]`;
  const negative = inClass ? undefined : classes[escaped.toLowerCase()];
  if (negative !== undefined && escaped !== escaped.toLowerCase()) return `[^${negative}]`;
  if (escaped === 'Z') return '\\z';
  return part;
}

/** Patterns already compiled, oldest first; few filters make patterns from data. */
const compiled = new Map<string, RE2JS>();
const MAX_COMPILED = 200;

function compile(pattern: string, flags: Flags): RE2JS {
  const key = `${flags.options}${flags.extended}:${pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (pattern.length > MAX_REGEX)
    throw new Raised(`Regex failure: the pattern is longer than ${MAX_REGEX} characters`);
  const regex = attempt(translate(pattern, flags.extended), flags.options);
  const [oldest] = compiled.keys();
  if (compiled.size >= MAX_COMPILED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(key, regex);
  return regex;
}

function attempt(pattern: string, options: number): RE2JS {
  try {
    return RE2JS.compile(pattern, options);
  } catch (error) {
    if (/\(\?[=!]|\\[1-9k]/.test(pattern)) {
      // Not `Raised`: `sub` passes over errors of its pattern, and would seem to have found nothing.
      throw new ExpressionError('Regex failure: look-ahead and back-references are not supported yet');
    }
    const reason =
      error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    throw new Raised(`Regex failure: ${reason}`);
  }
}

/** The jq form of a match: offsets and lengths in code points. */
function matches(input: Json, pattern: Json, flagText: Json, testing: boolean, run: Run): Json {
  if (typeof input !== 'string') throw wrongType(input, 'cannot be matched, as it is not a string');
  if (typeof pattern !== 'string') throw wrongType(pattern, 'is not a string');
  const flags = readFlags(flagText);
  const regex = compile(pattern, flags);
  run.spend(1 + (input.length >> 2));
  if (testing && !flags.nonEmpty) return regex.test(input);
  const count = counter(input);
  const names = new Map(Object.entries(regex.namedGroups()).map(([name, index]) => [index, name]));
  const matcher = regex.matcher(input);
  const found: Json[] = [];
  while (matcher.find()) {
    const start = matcher.start();
    const end = matcher.end();
    if (flags.nonEmpty && start === end) continue;
    if (testing) return true;
    run.spend(4 + regex.groupCount());
    run.array(found.length);
    const captures = Array.from({ length: regex.groupCount() }, (_, index) => {
      const from = matcher.start(index + 1);
      const name = names.get(index + 1) ?? null;
      if (from < 0) return { offset: -1, length: 0, string: null, name };
      const text = input.slice(from, matcher.end(index + 1));
      return { offset: count(from), length: codePoints(text).length, string: text, name };
    });
    const text = input.slice(start, end);
    found.push({ offset: count(start), length: codePoints(text).length, string: text, captures });
    if (!flags.all) break;
  }
  return testing ? false : found;
}

/** Turns offsets in UTF-16 units into code points. Offsets mostly grow, so it counts on from the last one. */
function counter(text: string): (offset: number) => number {
  if (typeof codePoints(text) === 'string') return (offset) => offset;
  let units = 0;
  let points = 0;
  return (offset) => {
    if (offset < units) return Array.from(text.slice(0, offset)).length;
    points += Array.from(text.slice(units, offset)).length;
    units = offset;
    return points;
  };
}

export const regexBuiltins: readonly Entry[] = [
  valueN('_match_impl', 3, (input, [pattern = null, flags = null, testing = null], run) =>
    matches(input, pattern, flags, testing === true, run),
  ),
];
