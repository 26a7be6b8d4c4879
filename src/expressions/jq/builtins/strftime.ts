import { type Brokentime, epochSeconds, isoWeek, months, weekdays } from './calendar.ts';

type Field = (time: Brokentime) => string;

const pad = (value: number, width = 2, fill = '0') =>
  value < 0 ? `-${String(-value).padStart(width - 1, fill)}` : String(value).padStart(width, fill);
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

/** C's `strftime` in the C locale and UTC. An unknown conversion is left as it stands. */
export function formatTime(time: Brokentime, format: string): string {
  return format.replace(/%[EO]?(.)/gs, (conversion, letter: string) => {
    const field = Object.hasOwn(fields, letter) ? fields[letter] : undefined;
    return field === undefined ? conversion : field(time);
  });
}
