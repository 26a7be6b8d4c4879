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
  century: Number.NaN,
  yearday: Number.NaN,
  epoch: Number.NaN,
};

type Reading = Record<keyof typeof unread, number>;

interface Conversion {
  readonly pattern: string;
  /** The field it sets; none for what is checked and passed over. */
  readonly field?: keyof Reading;
  readonly read?: (text: string) => number;
}

const names = (full: readonly string[]) =>
  `(?:${[...full, ...full.map((name) => name.slice(0, 3))].join('|')})`;
const monthOf = (text: string) =>
  months.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase());
const digits = (most: number) => `[ ]*[+-]?\\d{1,${most}}`;

const weekday: Conversion = { pattern: names(weekdays) };
const month: Conversion = { pattern: names(months), field: 'month', read: monthOf };
const day: Conversion = { pattern: digits(2), field: 'day' };
const hours: Conversion = { pattern: digits(2), field: 'hours' };
const twelveHours: Conversion = { pattern: digits(2), field: 'hours', read: (text) => Number(text) % 12 };
const afternoon: Conversion = {
  pattern: '[AaPp][Mm]',
  field: 'afternoon',
  read: (text) => Number(/^p/i.test(text)),
};
const blanks: Conversion = { pattern: '\\s*' };

/** The conversions that read one field. */
const conversions: Readonly<Record<string, Conversion>> = {
  a: weekday,
  A: weekday,
  b: month,
  B: month,
  h: month,
  C: { pattern: digits(2), field: 'century' },
  d: day,
  e: day,
  H: hours,
  k: hours,
  I: twelveHours,
  l: twelveHours,
  j: { pattern: digits(3), field: 'yearday', read: (text) => Number(text) - 1 },
  m: { pattern: digits(2), field: 'month', read: (text) => Number(text) - 1 },
  M: { pattern: digits(2), field: 'minutes' },
  n: blanks,
  t: blanks,
  p: afternoon,
  P: afternoon,
  s: { pattern: '-?\\d{1,15}', field: 'epoch' },
  S: { pattern: digits(2), field: 'seconds' },
  u: { pattern: '[1-7]' },
  w: { pattern: '[0-6]' },
  y: {
    pattern: digits(2),
    field: 'year',
    read: (text) => Number(text) + (Number(text) < 69 ? 2000 : 1900),
  },
  Y: { pattern: digits(4), field: 'year' },
  // Checked but not applied, as in C.
  z: { pattern: 'Z|[+-]\\d{2}(?::?\\d{2})?' },
  Z: { pattern: '[A-Za-z]*' },
  '%': { pattern: '%' },
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

/** The patterns are few: each is compiled once. */
const beginnings = new Map<string, RegExp>();

function beginning(pattern: string): RegExp {
  const known = beginnings.get(pattern);
  if (known !== undefined) return known;
  const made = new RegExp(`^(?:${pattern})`, 'i');
  beginnings.set(pattern, made);
  return made;
}

/**
 * C's `strptime`, and the text after what matches, which begins with a blank. Undefined where the text does not match.
 * Blanks in the format match any blanks, or none.
 */
export function parseTime(
  text: string,
  format: string,
): { readonly time: Brokentime; readonly rest: string } | undefined {
  const expanded = format.replace(
    /%[EO]?([cDFrRTxX])/g,
    (conversion, letter: string) => compound[letter] ?? conversion,
  );
  const reading: Reading = { ...unread };
  let rest = text;
  for (const [part, letter] of expanded.matchAll(/%[EO]?(.)|\s+|[^%\s]/gs)) {
    const conversion = letter === undefined ? undefined : conversions[letter];
    if (letter !== undefined && conversion === undefined) return undefined;
    const pattern = conversion?.pattern ?? (/^\s/.test(part) ? '\\s*' : undefined);
    if (pattern === undefined) {
      if (!rest.startsWith(part)) return undefined;
      rest = rest.slice(part.length);
      continue;
    }
    const found = beginning(pattern).exec(rest)?.[0];
    if (found === undefined) return undefined;
    if (conversion?.field !== undefined)
      reading[conversion.field] = (conversion.read ?? Number)(found.trim());
    rest = rest.slice(found.length);
  }
  if (rest !== '' && !/^\s/.test(rest)) return undefined;
  const time = finish(reading);
  return time === undefined ? undefined : { time, rest };
}

function finish(reading: Reading): Brokentime | undefined {
  if (ranges.some(([field, least, most]) => reading[field] < least || reading[field] > most))
    return undefined;
  if (!Number.isNaN(reading.epoch)) return breakDown(reading.epoch);
  const { century, yearday, minutes, seconds } = reading;
  return normalized({
    year: Number.isNaN(century) ? reading.year : century * 100 + (reading.year % 100),
    ...(Number.isNaN(yearday) ? { month: reading.month, day: reading.day } : { month: 0, day: yearday + 1 }),
    hours: reading.hours + reading.afternoon * 12,
    minutes,
    seconds,
  });
}
