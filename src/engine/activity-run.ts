import type { Activity } from '../activities/activity.ts';
import type { Backend } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
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
import type { StopSign } from './stop-sign.ts';
import { isUnreachable } from './unreachable.ts';

type ActivityEffect = Extract<Effect, { readonly kind: 'activity' }>;

export interface ActivityWork {
  readonly instance: string;
  readonly effect: ActivityEffect;
  /** Given in the process that committed the effect; another one derives it again from the instance. */
  readonly order: Order | undefined;
  readonly stop: StopSign;
}

/** What is to be done, and for which workflow. */
export interface Order {
  readonly workflow: DefinitionId;
  readonly request: ActivityRequest;
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
 * Finds out what is to be done. Undefined: nobody waits for it any more. A stimulus says why nothing can be done.
 * @throws Failure `unreachable` when the instance could not be read.
 */
export async function findOrder(
  runner: ActivityRunner,
  { instance, effect, order }: ActivityWork,
): Promise<Order | Stimulus | undefined> {
  if (order !== undefined) return order;
  if (effect.detached === true) {
    const message = 'an activity that nobody waits for was cut off, and is not repeated';
    runner.log({ level: 'warn', message, instance });
    return undefined;
  }
  try {
    return await deriveOrder(runner, instance, effect);
  } catch (error) {
    return failed(runner, effect.key, error);
  }
}

/**
 * Runs an activity to its end or until it is stopped. Undefined: nobody waits for its result.
 * @throws Failure `unreachable` when the store could not be asked.
 */
export function runActivity(
  runner: ActivityRunner,
  work: ActivityWork,
  { request }: Order,
): Promise<Stimulus | undefined> {
  const { key, detached = false } = work.effect;
  if (detached) return runDetached(runner, work, request);
  return runRequest(runner, request, work).then(
    (output): Stimulus => ({ kind: 'completed', key, output }),
    (error: unknown) => failed(runner, key, error),
  );
}

function failed({ redactor }: ActivityRunner, key: string, error: unknown): Stimulus {
  if (isUnreachable(error)) throw error;
  return { kind: 'failed', key, error: redactor.problem(problemOf(error)) };
}

/** Nobody waits for it, so what became of it is only logged, and it is never run a second time. */
async function runDetached(
  { log, redactor, ...runner }: ActivityRunner,
  work: ActivityWork,
  request: ActivityRequest,
): Promise<undefined> {
  const { instance } = work;
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
  { instance, effect, stop }: ActivityWork,
): Promise<Json> {
  const { key, subscription = false } = effect;
  const activity = activities.get(request.kind);
  if (activity === undefined) {
    const detail = `this process cannot run ${request.kind}`;
    return Promise.reject(WorkflowError.of('configuration', 'No such activity', detail));
  }
  const context = subscription
    ? { key, signal: stop.signal, inlet: deliveries.inlet(instance, key, stop.signal) }
    : stop.context(key);
  const running = activity.run(request, context);
  return untilAborted(running, stop, activity.endsInOrder === true ? orderlyEnd : 0);
}

async function deriveOrder(
  { backend, machines, surroundings }: ActivityRunner,
  id: string,
  effect: ActivityEffect,
): Promise<Order | undefined> {
  const instance = await backend.instances.get(id);
  if (instance === undefined) return undefined;
  const machine = await machines.find(instance.definition);
  if (machine === undefined) throw new Error('its workflow is not stored any more');
  const request = requestOf({ machine, instance, frame: effect.frame, surroundings: surroundings() });
  return request === undefined ? undefined : { workflow: instance.definition, request };
}

/** An activity that does not listen to its signal is left to itself, after some milliseconds of patience. */
function untilAborted(running: Promise<Json>, stop: StopSign, patience: number): Promise<Json> {
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
    if (stop.aborted) leave();
    else stop.addEventListener('abort', leave);
    running.then(resolve, reject);
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
