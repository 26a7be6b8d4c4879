export { untilBeat } from './beat.ts';
export { CronError, parseCron } from './cron.ts';
export { addDuration, compareDurations, type Duration, DurationError, parseDuration } from './duration.ts';
export { formatDuration } from './format.ts';
