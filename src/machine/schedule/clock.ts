import type { DurationDefinition, ScheduleDefinition } from '../../dsl/model.ts';
import { isObject } from '../../json/json.ts';
import { addDuration, CronError, type Duration, parseCron, parseDuration } from '../../time/index.ts';
import type { Activation } from '../activation.ts';
import type { Compiler } from '../compiler.ts';
import type { Behaviour } from '../machine.ts';

/** Where the state that starts an instance stands in the machine of a schedule. */
export const startPointer = '/schedule/start';

/** The first tick after a time, counted from the origin; undefined when there is none any more. */
type NextTick = (origin: number, after: number) => number | undefined;

/**
 * `schedule.every` and `schedule.cron`: a tick starts an instance, however many of the workflow still run. The first
 * tick comes one interval after the workflow was applied (`since` of the input), or after the schedule began where it
 * is not the first of its version. Ticks that passed while nobody worked count as one.
 *
 *   waiting ─tick─► start an instance, set the next tick ─► waiting
 */
export function compileTicks(schedule: ScheduleDefinition, compiler: Compiler): Behaviour {
  const next =
    schedule.cron === undefined
      ? everyTick(schedule.every ?? {}, compiler)
      : cronTick(schedule.cron, compiler);
  const set = (activation: Activation, after: number) => {
    const at = next(originOf(activation), after);
    if (at === undefined) return;
    activation.remember({ at });
    activation.setTimer('tick', at);
  };
  return {
    kind: 'schedule',
    enter: (activation) => set(activation, originOf(activation)),
    timer(activation) {
      activation.enterChild(startPointer, {});
      const { at = 0 } = activation.memory;
      // A worker whose clock is behind does not make the same tick again.
      set(activation, Math.max(Number(at), activation.now));
    },
    childCompleted: () => {},
    describe: () => ({ ...(schedule.cron === undefined ? {} : { cron: schedule.cron }) }),
  };
}

/**
 * `schedule.after`: the workflow runs when it is applied, and again that long after each end, whatever the end was.
 *
 *   running ─the instance ends─► waiting ─the delay is over─► running
 */
export function compileAfter(after: DurationDefinition, compiler: Compiler): Behaviour {
  const delay = durationOf(after, '/schedule/after', compiler);
  const again = (activation: Activation) => activation.setTimer('tick', addDuration(activation.now, delay));
  return {
    kind: 'schedule',
    enter: (activation) => activation.enterChild(startPointer, {}),
    timer: (activation) => activation.enterChild(startPointer, {}),
    childCompleted: again,
    childFaulted: again,
    describe: () => ({}),
  };
}

/** When the workflow was applied, or the schedule began. */
function originOf({ data, startedAt }: Activation): number {
  const { since = startedAt } = isObject(data) ? data : {};
  return Number(since);
}

function everyTick(every: DurationDefinition, compiler: Compiler): NextTick {
  const interval = durationOf(every, '/schedule/every', compiler);
  const { months, milliseconds } = interval;
  if (months === 0) return (origin, after) => after + milliseconds - ((after - origin) % milliseconds);
  // Always from the origin: after a short month the 31st is the 31st again.
  const tick = (origin: number, count: number) =>
    addDuration(origin, { months: count * months, milliseconds: count * milliseconds });
  return (origin, after) => {
    let count = 1;
    while (tick(origin, count) <= after) count++;
    return tick(origin, count);
  };
}

function cronTick(text: string, compiler: Compiler): NextTick {
  try {
    const cron = parseCron(text);
    return (_, after) => cron.next(after);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    compiler.find('invalid-cron', '/schedule/cron', error.message, 'five fields, such as "0 9 * * 1-5"');
    return () => undefined;
  }
}

/** A fixed duration: no instance exists that an expression could read. */
function durationOf(definition: DurationDefinition, pointer: string, compiler: Compiler): Duration {
  const fixed = typeof definition === 'string' ? definition : { ...definition };
  const delay = compiler.delay(definition, pointer, []);
  if ('computed' in delay) {
    compiler.find(
      'invalid-duration',
      pointer,
      'a schedule has no data that its duration could be computed from',
    );
    return { months: 0, milliseconds: 1 };
  }
  if (compiler.findings.some((finding) => finding.pointer === pointer)) return { months: 0, milliseconds: 1 };
  const duration = parseDuration(fixed);
  return duration;
}
