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

/** Seconds that a JavaScript date reaches to, before and after 1970: the years ±271 821. */
const REACH = 8.64e12;

const DAY = 86_400;

/** The calendar repeats itself after 400 years. */
const CYCLE = 400;
const CYCLE_DAYS = 146_097;

/** Days from the first of March of the year 0, where the reckoning begins, to 1970: so a leap day ends its year. */
const EPOCH_DAYS = 719_468;

/** Takes apart whole seconds since 1970; undefined outside the years that JavaScript dates cover. */
export function breakDown(seconds: number): Brokentime | undefined {
  if (!(Math.abs(seconds) <= REACH)) return undefined;
  const days = Math.floor(seconds / DAY);
  const rest = seconds - days * DAY;
  const shifted = days + EPOCH_DAYS;
  const cycle = Math.floor(shifted / CYCLE_DAYS);
  const dayOfCycle = shifted - cycle * CYCLE_DAYS;
  const leapDays =
    Math.floor(dayOfCycle / 1460) - Math.floor(dayOfCycle / 36_524) + Math.floor(dayOfCycle / 146_096);
  const yearOfCycle = Math.floor((dayOfCycle - leapDays) / 365);
  const dayFromMarch = dayOfCycle - daysOfYears(yearOfCycle);
  // The months from March on have 153 days in every five.
  const monthFromMarch = Math.floor((5 * dayFromMarch + 2) / 153);
  const isNextYear = monthFromMarch > 9;
  const year = cycle * CYCLE + yearOfCycle + (isNextYear ? 1 : 0);
  return {
    year,
    month: isNextYear ? monthFromMarch - 10 : monthFromMarch + 2,
    day: dayFromMarch - daysOfMonths(monthFromMarch) + 1,
    hours: Math.floor(rest / 3600),
    minutes: Math.floor(rest / 60) % 60,
    seconds: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: isNextYear ? dayFromMarch - 306 : dayFromMarch + (isLeap(year) ? 60 : 59),
  };
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % CYCLE === 0);
}

/** Days of so many years of a cycle. */
function daysOfYears(years: number): number {
  return years * 365 + Math.floor(years / 4) - Math.floor(years / 100);
}

/** Days of so many months from March on. */
function daysOfMonths(months: number): number {
  return Math.floor((153 * months + 2) / 5);
}

type Parts = Omit<Brokentime, 'weekday' | 'yearday'>;

/** Seconds since 1970; not-a-number where `breakDown` does not reach. Parts out of range carry over, as in C. */
export function epochSeconds({ year, month, day, hours, minutes, seconds }: Parts): number {
  const monthsFromMarch = month - 2;
  const carried = Math.floor(monthsFromMarch / 12);
  const years = year + carried;
  const cycle = Math.floor(years / CYCLE);
  const days =
    cycle * CYCLE_DAYS +
    daysOfYears(years - cycle * CYCLE) +
    daysOfMonths(monthsFromMarch - carried * 12) +
    day -
    1;
  const found = (days - EPOCH_DAYS) * DAY + hours * 3600 + minutes * 60 + seconds;
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
