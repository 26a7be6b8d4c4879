import * as Flags from '@oclif/core/flags';
import { Failure } from '../problem/failure.ts';
import { addDuration, DurationError, parseDuration } from '../time/index.ts';

/** For the commands that take events in, or run instances. */
export const keepEventsFlag = Flags.string({
  helpValue: 'DURATION',
  default: 'P1D',
  description: 'How long events are known, as duplicates and to those who begin to wait; PT1M at the least',
});

/** For the commands that run instances. */
export const keepEndedFlag = Flags.string({
  helpValue: 'DURATION',
  default: 'P7D',
  description: 'How long instances stay after their end; ten seconds at the least',
});

const shortestKeptEvents = 60_000;
const shortestKeptEnded = 10_000;

/** Milliseconds of `--keep-events`. @throws Failure `usage`. */
export function keepEventsChoice(flags: { readonly 'keep-events': string }): number {
  const time = readDuration(flags['keep-events'], '--keep-events');
  if (time >= shortestKeptEvents) return time;
  throw new Failure('usage', `--keep-events ${flags['keep-events']} is shorter than a minute`);
}

/** Milliseconds of `--keep-ended`. @throws Failure `usage`. */
export function keepEndedChoice(flags: { readonly 'keep-ended': string }): number {
  const time = readDuration(flags['keep-ended'], '--keep-ended');
  if (time >= shortestKeptEnded) return time;
  throw new Failure('usage', `--keep-ended ${flags['keep-ended']} is shorter than ten seconds`);
}

function readDuration(text: string, flag: string): number {
  try {
    const { months, milliseconds } = parseDuration(text);
    return addDuration(0, { months, milliseconds });
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    throw new Failure('usage', `${flag}: ${error.message}`, {
      hint: `for example ${flag} P7D, ${flag} PT30M`,
    });
  }
}
