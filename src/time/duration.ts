import { isObject, type Json } from '../json/json.ts';

/**
 * A length of time. Months depend on the calendar; all else is exact, because a day in UTC always has 24 hours.
 * Both parts are zero or more, whole, and together at most 1000 years.
 */
export interface Duration {
  readonly months: number;
  readonly milliseconds: number;
}

/** A value that is no duration. The message says why, in words for the author of the workflow. */
export class DurationError extends Error {
  override readonly name = 'DurationError';
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
/** What a fraction of a month is counted in: 30 days. */
const month = 30 * day;

/** Longer durations are mistakes, and would leave the range of dates. */
const maxYears = 1000;

const parts = { days: day, hours: hour, minutes: minute, seconds: second, milliseconds: 1 };
const partNames = new Map(Object.entries(parts));

const number = String.raw`(\d+(?:\.\d+)?)`;
const iso = new RegExp(
  `^P(?!$)(?:${number}Y)?(?:${number}M)?(?:${number}W)?(?:${number}D)?` +
    `(?:T(?=\\d)(?:${number}H)?(?:${number}M)?(?:${number}S)?)?$`,
);

/**
 * Reads a duration as the DSL writes it (dsl-reference, "Duration"): ISO 8601 text such as `P1Y2M3W4DT5H6M7.5S`,
 * or `{ days, hours, minutes, seconds, milliseconds }` with whole numbers. Any number of the text may have decimals:
 * part of a year is rounded to months, part of a month counts 30 days, the rest is rounded to milliseconds.
 * @throws DurationError for anything else, for a negative part, and beyond 1000 years.
 */
export function parseDuration(value: Json): Duration {
  if (typeof value === 'string') return limited(parseText(value), value);
  if (isObject(value)) return limited(parseParts(value), JSON.stringify(value));
  const given = JSON.stringify(value).slice(0, 200);
  throw new DurationError(
    `a duration is ISO 8601 text such as PT5M, or an object such as { minutes: 5 }, not ${given}`,
  );
}

function parseText(text: string): Duration {
  const match = iso.exec(text);
  if (match === null) {
    const negative = /^-P/.test(text) || /^P.*-\d/.test(text);
    throw new DurationError(
      negative ? `'${text}' is negative` : `'${text}' is not an ISO 8601 duration such as PT5M`,
    );
  }
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((digits) => Number(digits ?? 0));
  const whole = Math.floor(months);
  const exact =
    (months - whole) * month + weeks * week + days * day + hours * hour + minutes * minute + seconds * second;
  return { months: Math.round(years * 12) + whole, milliseconds: Math.round(exact) };
}

function parseParts(value: Readonly<Record<string, Json>>): Duration {
  const entries = Object.entries(value);
  if (entries.length === 0) throw new DurationError('a duration needs at least one part, such as minutes');
  let milliseconds = 0;
  for (const [name, count] of entries) {
    const unit = partNames.get(name);
    if (unit === undefined) {
      throw new DurationError(
        `'${name}' is no part of a duration; there are ${[...partNames.keys()].join(', ')}`,
      );
    }
    if (typeof count !== 'number' || !Number.isInteger(count)) {
      throw new DurationError(`'${name}' of a duration is not a whole number`);
    }
    if (count < 0) throw new DurationError(`'${name}' of a duration is negative`);
    milliseconds += count * unit;
  }
  return { months: 0, milliseconds };
}

function limited(duration: Duration, text: string): Duration {
  const years = duration.months / 12 + duration.milliseconds / (365 * day);
  if (years > maxYears) throw new DurationError(`'${text}' is longer than ${maxYears} years`);
  return duration;
}

/**
 * The time a duration after `time` (epoch milliseconds). Months move the calendar in UTC and keep the day of the
 * month, or take the month's last day where it has fewer: January 31st and one month is February 28th or 29th.
 */
export function addDuration(time: number, duration: Duration): number {
  if (duration.months === 0) return time + duration.milliseconds;
  const date = new Date(time);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + duration.months);
  date.setUTCDate(Math.min(wanted, daysInMonth(date)));
  return date.getTime() + duration.milliseconds;
}

function daysInMonth(date: Date): number {
  const last = new Date(date);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return last.getUTCDate();
}

/**
 * Less than zero, zero or more as `left` is shorter than, as long as or longer than `right`; a month counts 30 days.
 */
export function compareDurations(left: Duration, right: Duration): number {
  return approximate(left) - approximate(right);
}

function approximate(duration: Duration): number {
  return duration.months * month + duration.milliseconds;
}
