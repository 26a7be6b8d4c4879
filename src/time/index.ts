export { untilBeat } from './beat.ts';
export { CronError, parseCron } from './cron.ts';
export { addDuration, compareDurations, type Duration, DurationError, parseDuration } from './duration.ts';
export { endsWithin } from './ending.ts';
export { formatDuration } from './format.ts';
