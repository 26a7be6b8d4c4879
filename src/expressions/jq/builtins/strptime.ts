import { type Brokentime, breakDown, months, normalized, weekdays } from './calendar.ts';

/** Fields as read; those that the format does not name keep these values. */
const unread = {
  year: 1970,
  month: 0,
  day: 1,
  hours: 0,
  minutes: 0,
  seconds: 0,
  afternoon: 0,
  /** 1 where the hours are those of half a day. */
  half: 0,
  century: Number.NaN,
  yearday: Number.NaN,
  epoch: Number.NaN,
};

type Reading = Record<keyof typeof unread, number>;

/** Reads a part of a text from an offset on; gives the offset behind it, or -1 where it does not match. */
type Step = (text: string, at: number, reading: Reading) => number;

const mismatch: Step = () => -1;

/** What a pattern matches, and what that says. */
function matching(pattern: string, read?: (found: string, reading: Reading) => void): Step {
  const sticky = new RegExp(pattern, 'iy');
  return (text, at, reading) => {
    sticky.lastIndex = at;
    const found = sticky.exec(text)?.[0];
    if (found === undefined) return -1;
    read?.(found, reading);
    return at + found.length;
  };
}

const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const ZERO = 0x30;

/** A number of some digits, blanks and a sign before it. */
function digits(most: number, field: keyof Reading, read: (value: number) => number = itself): Step {
  return (text, from, reading) => {
    let at = from;
    while (text.charCodeAt(at) === SPACE) at++;
    const sign = text.charCodeAt(at);
    if (sign === PLUS || sign === MINUS) at++;
    const first = at;
    let value = 0;
    for (; at < first + most; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    if (at === first) return -1;
    reading[field] = read(sign === MINUS ? -value : value);
    return at;
  };
}

/** Hours of a whole day or of half a day: only these are told apart by `%p`, before or after it. */
function clock(half: 0 | 1, read: (value: number) => number): Step {
  const hours = digits(2, 'hours', read);
  return (text, at, reading) => {
    reading.half = half;
    return hours(text, at, reading);
  };
}

function itself(value: number): number {
  return value;
}

const names = (full: readonly string[]) => [...full, ...full.map((name) => name.slice(0, 3))].join('|');

const weekday = matching(names(weekdays));
const month = matching(names(months), (found, reading) => {
  const begin = found.slice(0, 3).toLowerCase();
  reading.month = months.findIndex((name) => name.slice(0, 3).toLowerCase() === begin);
});
const day = digits(2, 'day');
const hours = clock(0, itself);
const twelveHours = clock(1, (value) => value % 12);
const afternoon = matching('[ap]m', (found, reading) => {
  reading.afternoon = Number(/^p/i.test(found));
});
const blanks: Step = (text, from) => {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return at;
};

/** The conversions that read one field. */
const conversions: Readonly<Record<string, Step>> = {
  a: weekday,
  A: weekday,
  b: month,
  B: month,
  h: month,
  C: digits(2, 'century'),
  d: day,
  e: day,
  H: hours,
  k: hours,
  I: twelveHours,
  l: twelveHours,
  j: digits(3, 'yearday', (value) => value - 1),
  m: digits(2, 'month', (value) => value - 1),
  M: digits(2, 'minutes'),
  n: blanks,
  t: blanks,
  p: afternoon,
  P: afternoon,
  s: matching('-?\\d{1,15}', (found, reading) => {
    reading.epoch = Number(found);
  }),
  S: digits(2, 'seconds'),
  u: matching('[1-7]'),
  w: matching('[0-6]'),
  y: digits(2, 'year', (value) => value + (value < 69 ? 2000 : 1900)),
  Y: digits(4, 'year'),
  // Checked but not applied, as in C.
  z: matching('Z|[+-]\\d{2}(?::?\\d{2})?'),
  Z: matching('[A-Za-z]*'),
  '%': matching('%'),
};

/** Conversions that stand for several others. */
const compound: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

const ranges: readonly (readonly [keyof Reading, number, number])[] = [
  ['month', 0, 11],
  ['day', 1, 31],
  ['hours', 0, 23],
  ['minutes', 0, 59],
  ['seconds', 0, 61],
];

/** Formats are few and come again: the steps of short ones are kept. */
const known = new Map<string, readonly Step[]>();
const KEPT_LENGTH = 100;
const MOST_KEPT = 200;

function stepsOf(format: string): readonly Step[] {
  const kept = known.get(format);
  if (kept !== undefined) return kept;
  const expanded = format.replace(
    /%[EO]?([cDFrRTxX])/g,
    (conversion, letter: string) => compound[letter] ?? conversion,
  );
  const steps = Array.from(expanded.matchAll(/%[EO]?(.)|\s+|[^%\s]+/gs), ([part, letter]) =>
    letter === undefined ? (/^\s/.test(part) ? blanks : literally(part)) : (conversions[letter] ?? mismatch),
  );
  if (format.length > KEPT_LENGTH) return steps;
  if (known.size >= MOST_KEPT) known.clear();
  known.set(format, steps);
  return steps;
}

function literally(part: string): Step {
  return (text, at) => (text.startsWith(part, at) ? at + part.length : -1);
}

/**
 * C's `strptime`, and the text after what matches, which begins with a blank. Undefined where the text does not match.
 * Blanks in the format match any blanks, or none.
 */
export function parseTime(
  text: string,
  format: string,
): { readonly time: Brokentime; readonly rest: string } | undefined {
  const reading: Reading = { ...unread };
  let at = 0;
  for (const step of stepsOf(format)) {
    at = step(text, at, reading);
    if (at < 0) return undefined;
  }
  const rest = text.slice(at);
  if (rest !== '' && !/^\s/.test(rest)) return undefined;
  const time = finish(reading);
  return time === undefined ? undefined : { time, rest };
}

function finish(reading: Reading): Brokentime | undefined {
  for (const [field, least, most] of ranges) {
    if (reading[field] < least || reading[field] > most) return undefined;
  }
  if (!Number.isNaN(reading.epoch)) return breakDown(reading.epoch);
  const { century, yearday, minutes, seconds } = reading;
  return normalized({
    year: Number.isNaN(century) ? reading.year : century * 100 + (reading.year % 100),
    ...(Number.isNaN(yearday) ? { month: reading.month, day: reading.day } : { month: 0, day: yearday + 1 }),
    hours: reading.hours + reading.half * reading.afternoon * 12,
    minutes,
    seconds,
  });
}
