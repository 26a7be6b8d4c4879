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
    yearday: Math.floor((date.getTime() - midnight(year)) / 86_400_000),
  };
}

/** Milliseconds of the first of January; `Date.UTC` alone takes the years 0 to 99 for 1900 to 1999. */
function midnight(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}

type Parts = Omit<Brokentime, 'weekday' | 'yearday'>;

/** Seconds since 1970. Parts out of range carry over, as in C. */
export function epochSeconds(time: Parts): number {
  const date = new Date(0);
  date.setUTCFullYear(time.year, time.month, time.day);
  date.setUTCHours(time.hours, time.minutes, time.seconds);
  return date.getTime() / 1000;
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
