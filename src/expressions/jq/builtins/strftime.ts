import { type Brokentime, epochSeconds, isoWeek, months, weekdays } from './calendar.ts';

type Field = (time: Brokentime) => string;

const pad = (value: number, width = 2, fill = '0') =>
  value >= 10 && width === 2
    ? String(value)
    : value < 0
      ? `-${String(-value).padStart(width - 1, fill)}`
      : String(value).padStart(width, fill);
const twelve = (hours: number) => (hours % 12 === 0 ? 12 : hours % 12);
const weekFrom = (time: Brokentime, firstDay: number) =>
  Math.floor((time.yearday + 7 - ((time.weekday - firstDay + 7) % 7)) / 7);

/** What each `%` conversion writes, in the C locale. */
const fields: Readonly<Record<string, Field>> = {
  a: (time) => (weekdays[time.weekday] ?? '-').slice(0, 3),
  A: (time) => weekdays[time.weekday] ?? '-',
  b: (time) => (months[time.month] ?? '-').slice(0, 3),
  B: (time) => months[time.month] ?? '-',
  c: (time) => formatTime(time, '%a %b %e %H:%M:%S %Y'),
  C: (time) => pad(Math.floor(time.year / 100)),
  d: (time) => pad(time.day),
  D: (time) => formatTime(time, '%m/%d/%y'),
  e: (time) => pad(time.day, 2, ' '),
  F: (time) => formatTime(time, '%Y-%m-%d'),
  g: (time) => pad(isoWeek(time).year % 100),
  G: (time) => pad(isoWeek(time).year, 4),
  h: (time) => formatTime(time, '%b'),
  H: (time) => pad(time.hours),
  I: (time) => pad(twelve(time.hours)),
  j: (time) => pad(time.yearday + 1, 3),
  k: (time) => pad(time.hours, 2, ' '),
  l: (time) => pad(twelve(time.hours), 2, ' '),
  m: (time) => pad(time.month + 1),
  M: (time) => pad(time.minutes),
  n: () => '\n',
  p: (time) => (time.hours < 12 ? 'AM' : 'PM'),
  P: (time) => (time.hours < 12 ? 'am' : 'pm'),
  r: (time) => formatTime(time, '%I:%M:%S %p'),
  R: (time) => formatTime(time, '%H:%M'),
  s: (time) => String(epochSeconds(time)),
  S: (time) => pad(time.seconds),
  t: () => '\t',
  T: (time) => formatTime(time, '%H:%M:%S'),
  u: (time) => String(time.weekday === 0 ? 7 : time.weekday),
  U: (time) => pad(weekFrom(time, 0)),
  V: (time) => pad(isoWeek(time).week),
  w: (time) => String(time.weekday),
  W: (time) => pad(weekFrom(time, 1)),
  x: (time) => formatTime(time, '%m/%d/%y'),
  X: (time) => formatTime(time, '%H:%M:%S'),
  y: (time) => pad(((time.year % 100) + 100) % 100),
  Y: (time) => pad(time.year, 4),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
};

/** What a format writes, part by part: a conversion, or text as it stands. */
type Part = Field | string;

/** Formats are few and come again: the parts of short ones are kept. */
const known = new Map<string, readonly Part[]>();
const KEPT_LENGTH = 100;
const MOST_KEPT = 200;

function partsOf(format: string): readonly Part[] {
  const kept = known.get(format);
  if (kept !== undefined) return kept;
  const parts: Part[] = [];
  // An unknown conversion is left as it stands.
  for (const [text, letter] of format.matchAll(/%[EO]?(.)|[^%]+|%/gs)) {
    const field = letter !== undefined && Object.hasOwn(fields, letter) ? fields[letter] : undefined;
    parts.push(field ?? text);
  }
  if (format.length > KEPT_LENGTH) return parts;
  if (known.size >= MOST_KEPT) known.clear();
  known.set(format, parts);
  return parts;
}

/** C's `strftime` in the C locale and UTC. */
export function formatTime(time: Brokentime, format: string): string {
  let text = '';
  for (const part of partsOf(format)) text += typeof part === 'string' ? part : part(time);
  return text;
}
