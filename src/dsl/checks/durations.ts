import { isObject, type Json } from '../../json/json.ts';
import type { Finding } from '../../problem/diagnostic.ts';
import { compareDurations, type Duration, DurationError, parseDuration } from '../../time/index.ts';
import { formats } from '../formats.ts';
import { type Check, having, type Place } from './subject.ts';

/** Durations that are written out make sense: not absurdly long, an interval not zero, a jitter from less to more. */
export const checkDurations: Check = (subject) => [
  ...having(subject, 'duration').flatMap(tooLong),
  ...having(subject, 'interval').flatMap(noInterval),
  ...having(subject, 'jitter').flatMap(backwards),
];

function tooLong({ pointer, value }: Place): Finding[] {
  // A text that is no duration is the schema's finding, and so are wrong parts.
  if (!isObject(value) || !Object.values(value).every((part) => Number.isInteger(part) && Number(part) >= 0))
    return [];
  try {
    parseDuration(value);
    return [];
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    return [{ code: 'invalid-duration', message: error.message, pointer }];
  }
}

function noInterval({ pointer, value }: Place): Finding[] {
  const interval = known(value);
  if (interval === undefined || interval.months > 0 || interval.milliseconds > 0) return [];
  return [{ code: 'invalid-duration', message: 'an interval is longer than zero', pointer }];
}

function backwards({ pointer, value }: Place): Finding[] {
  if (!isObject(value)) return [];
  const from = known(value['from'] ?? null);
  const to = known(value['to'] ?? null);
  if (from === undefined || to === undefined || compareDurations(from, to) <= 0) return [];
  return [{ code: 'invalid-duration', message: "'from' of a 'jitter' is longer than its 'to'", pointer }];
}

/** The duration, unless it comes from an expression or is none. */
function known(value: Json): Duration | undefined {
  if (typeof value === 'string' && formats.expression.accepts(value)) return undefined;
  try {
    return parseDuration(value);
  } catch (error) {
    if (error instanceof DurationError) return undefined;
    throw error;
  }
}
