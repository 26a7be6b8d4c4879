import type { Json } from '../json/json.ts';
import type { Problem } from '../problem/problem.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { ActivityRequest, Commands, HistoryEntry } from './command.ts';
import { Draft, LimitError } from './draft.ts';
import { type Frame, hasEnded, type Instance } from './instance.ts';
import {
  activationOf,
  attempt,
  begin,
  endInstance,
  faultFrame,
  requestOf as requestOfFrame,
  stateOf,
} from './lifecycle.ts';
import { lifecycleOf } from './lifecycle-events.ts';
import type { Machine } from './machine.ts';
import { hasTaken, ignore } from './seen.ts';
import type { Stimulus, Surroundings } from './stimulus.ts';
import { hold, resume, suspend } from './suspend.ts';

/** What became of an instance in one turn. */
export interface Advanced {
  readonly instance: Instance;
  readonly commands: Commands;
  readonly history: readonly HistoryEntry[];
  /** Requests of the activities that `commands.effects.add` starts, by effect key; they may hold secrets. */
  readonly requests: ReadonlyMap<string, ActivityRequest>;
}

/**
 * Advances an instance by what has happened to it, until it waits or ends. Pure: the same arguments give the same
 * result, and nothing happens outside until the caller has committed the result and carries out its commands.
 * A stimulus that nothing in the instance awaits changes nothing.
 */
export function advance(request: {
  readonly machine: Machine;
  readonly instance: Instance;
  /** In order of arrival. */
  readonly stimuli: readonly Stimulus[];
  readonly surroundings: Surroundings;
}): Advanced {
  const draft = new Draft(request.machine, request.instance, request.surroundings);
  for (const stimulus of request.stimuli) receive(draft, stimulus);
  if (!hasEnded(draft.status)) draft.status = statusOf(draft);
  else if (!hasEnded(request.instance.status)) report(draft);
  const { publish, told } = lifecycleOf(draft);
  for (const effect of publish) draft.addEffect(effect);
  draft.told = told;
  return {
    instance: draft.instance(),
    commands: draft.commands(),
    history: draft.history,
    requests: draft.requests,
  };
}

/** The request of an activity that a frame awaits, derived again from the instance (after a crash, for example). */
export function requestOf(request: {
  readonly machine: Machine;
  readonly instance: Instance;
  readonly frame: string;
  readonly surroundings: Surroundings;
}): ActivityRequest | undefined {
  const frame = request.instance.frames[request.frame];
  if (frame?.effect === undefined) return undefined;
  const draft = new Draft(request.machine, request.instance, {
    ...request.surroundings,
    now: frame.startedAt,
  });
  return requestOfFrame(draft, frame.id);
}

function receive(draft: Draft, stimulus: Stimulus): void {
  if (hasEnded(draft.status)) return;
  if (draft.suspension !== undefined && stimulus.kind !== 'cancel' && stimulus.kind !== 'resume') {
    hold(draft, draft.suspension, stimulus);
    return;
  }
  draft.beginStimulus();
  try {
    take(draft, stimulus);
    draft.settle();
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    endInstance(draft, 'faulted', { error: error.problem });
  }
}

function take(draft: Draft, stimulus: Stimulus): void {
  switch (stimulus.kind) {
    case 'start':
      if (draft.sequence === 0) {
        draft.status = 'running';
        begin(draft, { task: '', parent: null, input: draft.before.input });
      }
      return;
    case 'event':
      for (const frame of [...draft.frames.values()]) {
        if (frame.waits?.includes(stimulus.key)) offer(draft, frame.id, stimulus);
      }
      return;
    case 'timer':
      fire(draft, stimulus);
      return;
    case 'completed':
      settleEffect(draft, stimulus.key, { output: stimulus.output });
      return;
    case 'failed':
      settleEffect(draft, stimulus.key, { error: stimulus.error });
      return;
    case 'message':
      hear(draft, stimulus);
      return;
    case 'cancel':
      draft.suspension = undefined;
      endInstance(draft, 'cancelled', stimulus.reason === undefined ? {} : { reason: stimulus.reason });
      return;
    case 'suspend':
      suspend(draft);
      return;
    case 'resume':
      for (const held of resume(draft)) receive(draft, held);
  }
}

/**
 * One event may go to several frames; what the first makes of it may end the others. A line of work takes an event
 * once, under whichever of its keys; one it left alone is noted, so that a later wait is offered it again.
 */
function offer(draft: Draft, id: string, stimulus: Extract<Stimulus, { kind: 'event' }>): void {
  const { key, arrival } = stimulus;
  const frame = draft.frames.get(id);
  if (frame?.waits?.includes(key) !== true) return;
  const early = frame.early?.includes(key) === true;
  if (hasTaken(draft.seenBy(id), arrival, early && stimulus.kept === true)) return;
  const line = draft.seenBy(id);
  attempt(draft, id, () => stateOf(draft, frame.task).behaviour.event?.(activationOf(draft, id), stimulus));
  const untouched = draft.frames.get(id) === frame && draft.seenBy(id) === line;
  if (untouched && early) draft.changeSeen(id, (seen) => ignore(seen, key, arrival));
  draft.settle();
}

/**
 * A timer that was cleared, or moved to another time, is not awaited any more. The time it was set for decides, not the
 * clock of this turn: another process with another clock may have found it due.
 */
function fire(draft: Draft, stimulus: Extract<Stimulus, { kind: 'timer' }>): void {
  const [id = '', purpose = ''] = stimulus.id.split(':');
  const frame = draft.frames.get(id);
  if (frame === undefined || frame.timers?.[purpose] !== stimulus.at) return;
  draft.markFired(stimulus.id);
  const activation = activationOf(draft, id);
  activation.clearTimer(purpose);
  if (purpose === 'timeout') {
    const what = frame.parent === null ? 'the workflow' : `the task "${activation.name}"`;
    faultFrame(
      draft,
      id,
      WorkflowError.of('timeout', 'Timed out', `${what} did not complete in time`).problem,
    );
    return;
  }
  attempt(draft, id, () => stateOf(draft, frame.task).behaviour.timer?.(activation, purpose));
}

/** A message that comes after its subscription has ended changes nothing. */
function hear(draft: Draft, { key, message }: Extract<Stimulus, { kind: 'message' }>): void {
  const frame = awaiting(draft, key);
  if (frame === undefined) return;
  const { behaviour } = stateOf(draft, frame.task);
  attempt(draft, frame.id, () => behaviour.message?.(activationOf(draft, frame.id), message));
}

function settleEffect(
  draft: Draft,
  key: string,
  result: { readonly output: Json } | { readonly error: Problem },
): void {
  const frame = awaiting(draft, key);
  if (frame === undefined) return;
  const { effect: _settled, child: _ended, subscribed: _closed, ...rest } = frame;
  draft.frames.set(frame.id, rest);
  const { behaviour } = stateOf(draft, frame.task);
  const activation = activationOf(draft, frame.id);
  attempt(draft, frame.id, () => {
    if ('output' in result) behaviour.effectCompleted?.(activation, result.output);
    else if (behaviour.effectFailed !== undefined) behaviour.effectFailed(activation, result.error);
    else faultFrame(draft, frame.id, relocated(result.error, activation.pointer));
  });
}

/** The frame that awaits the effect under a key. */
function awaiting(draft: Draft, key: string): Frame | undefined {
  for (const frame of draft.frames.values()) if (frame.effect === key) return frame;
  return undefined;
}

/** An error from outside this instance is this task's error here. */
function relocated(error: Problem, pointer: string): Problem {
  return { ...error, instance: pointer };
}

/** Tells the instance that waits for this one's end. */
function report(draft: Draft): void {
  const { parent, id } = draft.before;
  if (parent === undefined) return;
  const key = `${id}~end`;
  if (draft.status === 'completed') {
    draft.addEffect({ kind: 'report', key, parent, output: draft.end.output ?? null });
    return;
  }
  const { problem } = WorkflowError.of(
    'runtime',
    'The workflow was cancelled',
    `instance ${id} was cancelled`,
  );
  draft.addEffect({ kind: 'report', key, parent, error: draft.end.error ?? problem });
}

/**
 * Suspended comes before all; an activity in flight means running; otherwise the instance waits for events, messages,
 * timers or children.
 */
function statusOf(draft: Draft): Instance['status'] {
  if (draft.suspension !== undefined) return 'suspended';
  if (draft.status === 'pending') return 'pending';
  for (const { effect, child, subscribed } of draft.frames.values()) {
    if (effect !== undefined && child === undefined && subscribed === undefined) return 'running';
  }
  return 'waiting';
}
