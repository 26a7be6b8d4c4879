import { Cron } from 'croner';

/** The points in time that a cron expression names. */
export interface CronSchedule {
  /** The first one after a time, both in epoch milliseconds; undefined when there is none any more. */
  next(after: number): number | undefined;
}

/** A text that is no cron expression. */
export class CronError extends Error {
  override readonly name = 'CronError';
}

const zonePrefix = /^(?:CRON_)?TZ=(\S+)\s+/;

/**
 * Reads a cron expression: five fields (minute, hour, day of month, month, day of week), six with seconds in front, or
 * a nickname such as `@daily`. In UTC, unless `CRON_TZ=Europe/Berlin` stands in front. Where both days are given,
 * either of them will do. In a zone with daylight saving, an hour that is skipped runs right after it, one that comes
 * twice runs once.
 * @throws CronError saying what is wrong.
 */
export function parseCron(text: string): CronSchedule {
  const zone = zonePrefix.exec(text)?.[1];
  const pattern = text.replace(zonePrefix, '').trim();
  const fields = pattern.split(/\s+/).length;
  if (!pattern.startsWith('@') && fields !== 5 && fields !== 6) {
    throw new CronError(`a cron expression has five fields, or six with seconds in front, not ${fields}`);
  }
  const cron = compile(pattern, zone ?? 'UTC');
  return { next: (after) => cron.nextRun(new Date(after))?.getTime() };
}

function compile(pattern: string, timezone: string): Cron {
  try {
    // Asked once here, because a zone is looked up only then.
    const cron = new Cron(pattern, { timezone });
    if (cron.nextRun(new Date(0)) === null) throw new CronError('the day that it names never comes');
    return cron;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CronError(why.replace(/^CronPattern: /, '').replace(/\.$/, ''));
  }
}
