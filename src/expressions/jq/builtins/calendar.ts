/** A point in time, taken apart in UTC. `month` counts from 0, `weekday` from Sunday, `yearday` from 0. */
export interface Brokentime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly weekday: number;
  readonly yearday: number;
}

export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Takes apart seconds since 1970; undefined outside the years that JavaScript dates cover (±271 821). */
export function breakDown(seconds: number): Brokentime | undefined {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
    seconds: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
    yearday: Math.floor((seconds - epochSeconds({ ...newYear, year })) / 86_400),
  };
}

/** Years after which the calendar repeats itself, and their seconds. */
const CYCLE = 400;
const CYCLE_SECONDS = 146_097 * 86_400;

/** Seconds that a JavaScript date reaches to, before and after 1970. */
const REACH = 8.64e12;

type Parts = Omit<Brokentime, 'weekday' | 'yearday'>;

const newYear = { month: 0, day: 1, hours: 0, minutes: 0, seconds: 0 };

/** Seconds since 1970. Parts out of range carry over, as in C. */
export function epochSeconds({ year, month, day, hours, minutes, seconds }: Parts): number {
  // `Date.UTC` takes the years 0 to 99 for 1900 to 1999, so the year is moved to the cycle from 2000 on.
  const cycles = Math.floor(year / CYCLE) - 5;
  const moved = Date.UTC(year - cycles * CYCLE, month, day, hours, minutes, seconds) / 1000;
  const found = moved + cycles * CYCLE_SECONDS;
  return Math.abs(found) <= REACH ? found : Number.NaN;
}

/** The same point in time with every part in range. */
export function normalized(time: Parts): Brokentime {
  return breakDown(epochSeconds(time)) ?? { ...time, weekday: 0, yearday: 0 };
}

/** The week of the ISO 8601 year and that year. */
export function isoWeek(time: Brokentime): { readonly year: number; readonly week: number } {
  const weekday = (time.weekday + 6) % 7;
  const thursday = breakDown(
    epochSeconds({ ...time, hours: 0, minutes: 0, seconds: 0, day: time.day - weekday + 3 }),
  );
  if (thursday === undefined) return { year: time.year, week: 1 };
  return { year: thursday.year, week: Math.floor(thursday.yearday / 7) + 1 };
}
