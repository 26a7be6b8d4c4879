import type { Activity } from '../activities/activity.ts';
import type { Backend } from '../backend/backend.ts';
import { ExpressionError } from '../expressions/index.ts';
import type { Json } from '../json/json.ts';
import {
  type ActivityRequest,
  type Effect,
  requestOf,
  type Stimulus,
  type Surroundings,
} from '../machine/index.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { Deliveries } from './deliveries.ts';
import type { Log } from './log.ts';
import type { MachineCache } from './machines.ts';
import type { Redactor } from './redact.ts';
import { isUnreachable } from './unreachable.ts';

type ActivityEffect = Extract<Effect, { readonly kind: 'activity' }>;

export interface ActivityWork {
  readonly instance: string;
  readonly effect: ActivityEffect;
  /** Given in the process that committed the effect; another one derives it again from the instance. */
  readonly request: ActivityRequest | undefined;
  readonly signal: AbortSignal;
}

export interface ActivityRunner {
  readonly backend: Backend;
  readonly machines: MachineCache;
  readonly activities: ReadonlyMap<string, Activity>;
  readonly surroundings: () => Surroundings;
  readonly redactor: Redactor;
  readonly deliveries: Deliveries;
  readonly log: Log;
}

/**
 * Runs an activity to its end or until the signal aborts. Undefined: nobody waits for its result any more.
 * @throws Failure `unreachable` when the instance could not be read.
 */
export async function runActivity(runner: ActivityRunner, work: ActivityWork): Promise<Stimulus | undefined> {
  const { key, detached = false } = work.effect;
  if (detached) return runDetached(runner, work);
  try {
    const request = work.request ?? (await deriveRequest(runner, work.instance, work.effect));
    if (request === undefined) return undefined;
    const output = await runRequest(runner, request, work);
    return { kind: 'completed', key, output };
  } catch (error) {
    if (isUnreachable(error)) throw error;
    return { kind: 'failed', key, error: runner.redactor.problem(problemOf(error)) };
  }
}

/** Nobody waits for it, so what became of it is only logged, and it is never run a second time. */
async function runDetached(
  { log, redactor, ...runner }: ActivityRunner,
  work: ActivityWork,
): Promise<undefined> {
  const { request, instance } = work;
  if (request === undefined) {
    const message = 'an activity that nobody waits for was cut off, and is not repeated';
    log({ level: 'warn', message, instance });
    return undefined;
  }
  try {
    await runRequest(runner, request, work);
    log({ level: 'info', message: `${request.kind}, which nobody waited for, has ended`, instance });
  } catch (error) {
    const { title = '', detail = title } = redactor.problem(problemOf(error));
    const message = `${request.kind}, which nobody waited for, has failed`;
    log({ level: 'warn', message, instance, error: new Error(detail) });
  }
  return undefined;
}

/** How long an activity that ends in order may take for it after its signal has aborted, in milliseconds. */
const orderlyEnd = 3_000;

function runRequest(
  { activities, deliveries }: Pick<ActivityRunner, 'activities' | 'deliveries'>,
  request: ActivityRequest,
  { instance, effect, signal }: ActivityWork,
): Promise<Json> {
  const { key, subscription = false } = effect;
  const activity = activities.get(request.kind);
  if (activity === undefined) {
    throw WorkflowError.of('configuration', 'No such activity', `this process cannot run ${request.kind}`);
  }
  const inlet = subscription ? { inlet: deliveries.inlet(instance, key, signal) } : {};
  const running = activity.run(request, { signal, key, ...inlet });
  return untilAborted(running, signal, activity.endsInOrder === true ? orderlyEnd : 0);
}

async function deriveRequest(
  { backend, machines, surroundings }: ActivityRunner,
  id: string,
  effect: ActivityEffect,
): Promise<ActivityRequest | undefined> {
  const instance = await backend.instances.get(id);
  if (instance === undefined) return undefined;
  const machine = await machines.find(instance.definition);
  if (machine === undefined) throw new Error('its workflow is not stored any more');
  return requestOf({ machine, instance, frame: effect.frame, surroundings: surroundings() });
}

/** An activity that does not listen to its signal is left to itself, after some milliseconds of patience. */
function untilAborted(running: Promise<Json>, signal: AbortSignal, patience: number): Promise<Json> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(WorkflowError.of('runtime', 'Aborted'));
    const leave = (): void => {
      if (patience === 0) {
        aborted();
        return;
      }
      const late = setTimeout(aborted, patience);
      void running.then(aborted, aborted).finally(() => clearTimeout(late));
    };
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** What the workflow may know of a failure: never a stack. */
function problemOf(error: unknown) {
  if (error instanceof WorkflowError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof ExpressionError) {
    return WorkflowError.of('expression', 'The expression failed', detail).problem;
  }
  return WorkflowError.of('runtime', 'The activity failed', detail).problem;
}
