import type { Json } from '../../../json/json.ts';
import { Raised, type Run } from '../run.ts';
import { isArray } from '../values.ts';
import { type Brokentime, breakDown, epochSeconds, normalized } from './calendar.ts';
import { type Entry, value, value1 } from './define.ts';
import { formatTime } from './strftime.ts';
import { parseTime } from './strptime.ts';

/** jq's form of a point in time: year, month from 0, day, hours, minutes, seconds, day of week, day of year. */
function toArray(time: Brokentime, fraction = 0): Json {
  const seconds = time.seconds + fraction;
  return [time.year, time.month, time.day, time.hours, time.minutes, seconds, time.weekday, time.yearday];
}

function fromArray(input: readonly Json[], name: string): Brokentime {
  const parts = input.slice(0, 8).map((part) => {
    if (typeof part !== 'number' || Number.isNaN(part))
      throw new Raised(`${name} requires parsed datetime inputs`);
    return Math.trunc(part);
  });
  const [year = 1900, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return normalized({ year, month, day, hours, minutes, seconds });
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
  return formatTime(fromArray(time, name), format);
}

function strptime(input: Json, format: Json, run: Run): Json {
  if (typeof input !== 'string' || typeof format !== 'string') {
    throw new Raised('strptime/1 requires string inputs and arguments');
  }
  run.spend(format.length + input.length);
  const time = parseTime(input, format);
  if (time === undefined)
    throw new Raised(`date "${printed(input)}" does not match format "${printed(format)}"`);
  return toArray(time);
}

/** Up to the first NUL, as C prints it. */
function printed(text: string): string {
  return text.replace(/\0.*$/s, '');
}

/** Local time is UTC: an expression gives the same result wherever it runs. */
export const dateBuiltins: readonly Entry[] = [
  value('gmtime', (input) => gmtime(input, 'gmtime')),
  value('localtime', (input) => gmtime(input, 'localtime')),
  value('mktime', (input) => {
    if (!isArray(input)) throw new Raised('mktime requires array inputs');
    return epochSeconds(fromArray(input, 'mktime'));
  }),
  value1('strftime', (input, format, run) => strftime(input, format, 'strftime/1', run)),
  value1('strflocaltime', (input, format, run) => strftime(input, format, 'strflocaltime/1', run)),
  value1('strptime', strptime),
];
