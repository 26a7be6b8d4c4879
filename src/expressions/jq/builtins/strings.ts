import type { Json } from '../../../json/json.ts';
import { codePoints, get, indicesOf } from '../access.ts';
import { add, split } from '../arithmetic.ts';
import { elements } from '../compile/access.ts';
import { dump } from '../dump.ts';
import { Raised, type Run } from '../run.ts';
import { isArray, wrongType, wrongTypes } from '../values.ts';
import { type Entry, value, value1 } from './define.ts';

const space = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const leading = new RegExp(`^${space}`);
const trailing = new RegExp(`${space}$`);

function trim(ends: readonly RegExp[]): (input: Json, run: Run) => Json {
  return (input, run) => {
    if (typeof input !== 'string') throw new Raised('trim input must be a string');
    run.spend(input.length >> 3);
    return ends.reduce((text, end) => (end === trailing ? trimEnd(text) : text.replace(end, '')), input);
  };
}

/** Without a regular expression, which would look at every inner run of blanks again and again. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && trailing.test(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}

function both(input: Json, part: Json, name: string, run: Run): readonly [string, string] {
  if (typeof input !== 'string' || typeof part !== 'string') {
    throw new Raised(`${name}() requires string inputs`);
  }
  run.scan(part.length);
  run.flatten(input.length);
  return [input, part];
}

function startswith(input: Json, part: Json, run: Run): boolean {
  const [text, prefix] = both(input, part, 'startswith', run);
  return text.startsWith(prefix);
}

function endswith(input: Json, part: Json, run: Run): boolean {
  const [text, suffix] = both(input, part, 'endswith', run);
  return text.endsWith(suffix);
}

function withoutPrefix(input: Json, part: Json, run: Run): Json {
  const [text, prefix] = both(input, part, 'startswith', run);
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function withoutSuffix(input: Json, part: Json, run: Run): Json {
  const [text, suffix] = both(input, part, 'endswith', run);
  return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
}

function explode(input: Json, run: Run): Json {
  if (typeof input !== 'string') throw new Raised('explode input must be a string');
  run.array(input.length);
  run.spend(input.length);
  return Array.from(input, (character) => character.codePointAt(0) ?? 0);
}

const REPLACEMENT = 0xfffd;

function implode(input: Json, run: Run): Json {
  if (!isArray(input)) throw new Raised('implode input must be an array');
  run.string(input.length);
  run.spend(input.length + (input.length >> 1));
  let text = '';
  for (const point of input) {
    if (typeof point !== 'number' || Number.isNaN(point)) {
      throw wrongType(point, "can't be imploded, unicode codepoint needs to be numeric");
    }
    const whole = Math.trunc(point);
    const valid = whole >= 0 && whole <= 0x10ffff && !(whole >= 0xd800 && whole <= 0xdfff);
    text += String.fromCodePoint(valid ? whole : REPLACEMENT);
  }
  return text;
}

/** Where a string occurs in another, in code points; occurrences may overlap. */
function occurrences(text: string, part: string, run: Run): Json {
  if (part === '') return [];
  run.spend(1 + (text.length >> 3));
  const found: number[] = [];
  const plain = typeof codePoints(text, run) === 'string';
  let counted = 0;
  let points = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    run.step();
    points += plain ? at - counted : Array.from(text.slice(counted, at)).length;
    counted = at;
    found.push(points);
  }
  return found;
}

function indices(input: Json, wanted: Json, run: Run): Json {
  if (isArray(input)) return indicesOf(input, isArray(wanted) ? wanted : [wanted], run);
  if (typeof input === 'string' && typeof wanted === 'string') return occurrences(input, wanted, run);
  return get(input, wanted, run);
}

function indexIn(input: Json, wanted: Json, run: Run, which: number): Json {
  const found = indices(input, wanted, run);
  if (isArray(found)) return found.at(which) ?? null;
  return found === null ? null : get(found, which < 0 ? { start: which, end: null } : which, run);
}

function strindices(input: Json, wanted: Json, run: Run): Json {
  if (typeof input !== 'string') throw wrongType(input, 'cannot be searched, as it is not a string');
  if (typeof wanted !== 'string') throw wrongType(wanted, 'is not a string');
  return occurrences(input, wanted, run);
}

/** Parts are put together at once; null is the empty string, anything but text, numbers and booleans fails in `add`. */
function join(input: Json, separator: Json, run: Run): Json {
  const items = elements(input);
  if (items.length > 0 && typeof separator !== 'string') return joinOneByOne(items, separator, run);
  const parts: string[] = [];
  let length = 0;
  for (const item of items) {
    run.spend(2);
    const part = typeof item === 'number' || typeof item === 'boolean' ? dump(item) : (item ?? '');
    if (typeof part !== 'string')
      throw wrongTypes(
        parts.length === 0 ? '' : parts.join(`${separator}`) + separator,
        part,
        'cannot be added',
      );
    parts.push(part);
    length += part.length + (typeof separator === 'string' ? separator.length : 0);
  }
  run.string(length);
  return parts.join(typeof separator === 'string' ? separator : '');
}

/** With a separator that is no string, addition says what comes of it. */
function joinOneByOne(items: readonly Json[], separator: Json, run: Run): Json {
  let joined: Json = null;
  for (const item of items) {
    const before: Json = joined === null ? '' : add(joined, separator, run);
    const part = typeof item === 'number' || typeof item === 'boolean' ? dump(item) : (item ?? '');
    joined = add(before, part, run);
  }
  return joined ?? '';
}

function ascii(input: Json, change: (text: string) => string, run: Run): Json {
  if (typeof input !== 'string') throw new Raised('explode input must be a string');
  run.scan(input.length);
  return change(input);
}

export const stringBuiltins: readonly Entry[] = [
  value('trim', trim([leading, trailing])),
  value('ltrim', trim([leading])),
  value('rtrim', trim([trailing])),
  value1('startswith', startswith),
  value1('endswith', endswith),
  value1('ltrimstr', withoutPrefix),
  value1('rtrimstr', withoutSuffix),
  value1('trimstr', (input, part, run) => withoutSuffix(withoutPrefix(input, part, run), part, run)),
  value('explode', explode),
  value('implode', implode),
  value('ascii_downcase', (input, run) =>
    ascii(input, (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()), run),
  ),
  value('ascii_upcase', (input, run) =>
    ascii(input, (text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()), run),
  ),
  value1('split', (input, separator, run) => {
    if (typeof input !== 'string' || typeof separator !== 'string') {
      throw new Raised('split input and separator must be strings');
    }
    return split(input, separator, run);
  }),
  value1('join', join),
  value1('indices', indices),
  value1('index', (input, wanted, run) => indexIn(input, wanted, run, 0)),
  value1('rindex', (input, wanted, run) => indexIn(input, wanted, run, -1)),
  value1('_strindices', strindices),
];
