import type { Json } from '../../../json/json.ts';
import { Raised, type Run } from '../run.ts';
import { isArray } from '../values.ts';
import { type Brokentime, breakDown, epochSeconds, normalized } from './calendar.ts';
import { type Entry, value, value1 } from './define.ts';
import { formatTime } from './strftime.ts';
import { parseTime } from './strptime.ts';

/** jq's form of a point in time: year, month from 0, day, hours, minutes, seconds, day of week, day of year. */
function toArray(time: Brokentime, fraction = 0): readonly Json[] {
  const seconds = time.seconds + fraction;
  return [time.year, time.month, time.day, time.hours, time.minutes, seconds, time.weekday, time.yearday];
}

function partsOf(input: readonly Json[], name: string): Omit<Brokentime, 'weekday' | 'yearday'> {
  for (let index = 0; index < input.length && index < 8; index++) {
    const part = input[index];
    if (typeof part !== 'number' || Number.isNaN(part))
      throw new Raised(`${name} requires parsed datetime inputs`);
  }
  return {
    // C counts years from 1900, and a fraction is cut from that.
    year: wholePart(input, 0, 1900, 1900),
    month: wholePart(input, 1, 0),
    day: wholePart(input, 2, 0),
    hours: wholePart(input, 3, 0),
    minutes: wholePart(input, 4, 0),
    seconds: wholePart(input, 5, 0),
  };
}

/** Largest `int` of C. */
const INT = 2 ** 31 - 1;

/** A part that is a number, or absent, as an `int`. */
function wholePart(input: readonly Json[], index: number, absent: number, from = 0): number {
  const part = input[index];
  if (typeof part !== 'number') return absent;
  return Math.max(-INT - 1, Math.min(INT, Math.trunc(part - from))) + from;
}

/** As in jq, a day 45 stays what it is; only the days of week and year are those of the date that is meant. */
function fromArray(input: readonly Json[], name: string): Brokentime {
  const parts = partsOf(input, name);
  const { weekday, yearday } = normalized(parts);
  return { ...parts, weekday, yearday };
}

function gmtime(input: Json, name: string): Json {
  if (typeof input !== 'number') throw new Raised(`${name}() requires numeric inputs`);
  const time = breakDown(Number.isNaN(input) ? 0 : Math.trunc(input));
  if (time === undefined) {
    throw new Raised('error converting number of seconds since epoch to datetime');
  }
  return toArray(time, input - Math.floor(input));
}

function strftime(input: Json, format: Json, name: string, run: Run): Json {
  const time = typeof input === 'number' ? gmtime(input, 'gmtime') : input;
  if (!isArray(time)) throw new Raised(`${name} requires parsed datetime inputs`);
  if (typeof format !== 'string') throw new Raised(`${name} requires a string format`);
  run.spend(format.length);
  const text = formatTime(fromArray(time, name), printed(format));
  run.spend(text.length >> 1);
  return text;
}

function strptime(input: Json, format: Json, run: Run): Json {
  if (typeof input !== 'string' || typeof format !== 'string') {
    throw new Raised('strptime/1 requires string inputs and arguments');
  }
  run.spend(format.length + (input.length >> 1));
  const found = parseTime(input, format);
  if (found === undefined)
    throw new Raised(`date "${printed(input)}" does not match format "${printed(format)}"`);
  const { time, rest } = found;
  return rest === '' ? toArray(time) : [...toArray(time), rest];
}

/** Up to the first NUL, as C prints it. */
function printed(text: string): string {
  return text.replace(/\0.*$/s, '');
}

/** Steps for reckoning with a calendar. */
const BREAKDOWN = 8;

/** Local time is UTC: an expression gives the same result wherever it runs. */
export const dateBuiltins: readonly Entry[] = [
  value('gmtime', (input) => gmtime(input, 'gmtime'), BREAKDOWN),
  value('localtime', (input) => gmtime(input, 'localtime'), BREAKDOWN),
  value(
    'mktime',
    (input) => {
      if (!isArray(input)) throw new Raised('mktime requires array inputs');
      const seconds = epochSeconds(partsOf(input, 'mktime'));
      if (Number.isNaN(seconds)) throw new Raised('invalid gmtime representation');
      return seconds;
    },
    BREAKDOWN,
  ),
  value1('strftime', (input, format, run) => strftime(input, format, 'strftime/1', run), BREAKDOWN),
  value1('strflocaltime', (input, format, run) => strftime(input, format, 'strflocaltime/1', run), BREAKDOWN),
  value1('strptime', strptime, 5),
];
