import { ExpressionError } from '../expressions/index.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { Pointer } from '../json/pointer.ts';
import { type Problem, WorkflowError } from '../problem/problem.ts';
import { type Life, TaskActivation } from './activate.ts';
import type { Activation } from './activation.ts';
import type { ActivityRequest, HistoryEntry } from './command.ts';
import { type Draft, LimitError, maxDepth } from './draft.ts';
import { FailedExpression } from './failed-expression.ts';
import type { Frame } from './instance.ts';
import type { ChildEnd, Formula, Next, Stage, State } from './machine.ts';
import { redactProblem } from './redact.ts';
import { seededRandom } from './seeded-random.ts';
import { merge } from './seen.ts';
import { isTrue } from './truth.ts';
import { contextHolder, contextOf, type Place, requireSecrets, variablesAt } from './variables.ts';

/**
 * The life of one activation, the same for every kind of task (dsl.md, "Task data flow" and "Fault tolerance"):
 *
 *   begin ─ if false ──────────────────────────────► skipped ─► the next task
 *     └─ input.schema ─ input.from ─ behaviour.enter ─► (waits) ─► complete ─ output.as ─ output.schema
 *                                        │                              ─ export.as ─ export.schema ─► next
 *                                        └─► fault ─► the parent's behaviour, or the parent's own fault
 *
 * Going up (complete, fault) is by direct call and as deep as the definition; going on (the next task) is put on the
 * draft's agenda, so that a loop of any length does not grow the stack.
 */

interface Beginning {
  readonly task: string;
  readonly parent: string | null;
  readonly input: Json;
  /** A context of its own, for a fork branch. */
  readonly context?: Json;
}

export function begin(draft: Draft, beginning: Beginning): void {
  const state = stateOf(draft, beginning.task);
  draft.countTask(state.pointer);
  const id = String(draft.sequence++);
  const { task, parent, input, context } = beginning;
  const started: Frame = { id, task, parent, input, data: input, startedAt: draft.surroundings.now };
  const frame = context === undefined ? started : { ...started, context, seen: draft.seenBy(parent) };
  draft.frames.set(id, frame);
  attempt(draft, id, () => {
    if (draft.depth(id) > maxDepth) throw tooDeep(state.pointer);
    if (state.condition !== undefined && !isTrue(evaluate(draft, frame, state.condition, frame.input, {}))) {
      skip(draft, frame, state);
      return;
    }
    note(draft, frame.parent === null ? 'instance.started' : 'task.started', state);
    if (frame.parent === null) requireSecrets(draft);
    const data = pass(draft, frame, state.input, frame.input, {}, 'input');
    if (data !== frame.data) draft.change(id, { data });
    if (state.timeout !== undefined) {
      const task = activationOf(draft, id);
      task.setTimer('timeout', task.after(state.timeout));
    }
    state.behaviour.enter(activationOf(draft, id));
  });
}

/** Ends an activation with its raw output; the flow goes on to `next`. */
function complete(draft: Draft, id: string, rawOutput: Json, next?: Next): void {
  attempt(draft, id, () => {
    // What it gave to the tasks inside it is not for its own stages: there the names mean what they mean outside.
    if (draft.frame(id).variables !== undefined) draft.change(id, { variables: {} });
    const frame = draft.frame(id);
    const state = stateOf(draft, frame.task);
    const place: Place = { input: frame.data, rawOutput };
    const output = passOut(draft, frame, state.output, rawOutput, place, 'output');
    if (state.export !== undefined) {
      setContext(draft, id, passOut(draft, frame, state.export, output, { ...place, output }, 'export'));
    }
    const { context } = draft.frame(id);
    release(draft, id);
    if (frame.parent === null) {
      endInstance(draft, 'completed', { output });
      return;
    }
    note(draft, 'task.completed', state);
    follow(draft, frame.parent, state, output, next ?? state.next, {
      skipped: false,
      ...(context === undefined ? {} : { context }),
    });
  });
}

/** Ends an activation with an error; its parent decides what becomes of it. */
export function faultFrame(draft: Draft, id: string, problem: Problem): void {
  const frame = draft.frame(id);
  const state = stateOf(draft, frame.task);
  const located = redactProblem(
    problem.instance === undefined ? { ...problem, instance: state.pointer } : problem,
    draft.surroundings.secrets,
  );
  release(draft, id);
  if (frame.parent === null) {
    endInstance(draft, 'faulted', { error: located });
    return;
  }
  note(draft, 'task.faulted', state, { error: located });
  const parent = frame.parent;
  const { behaviour } = stateOf(draft, draft.frame(parent).task);
  if (behaviour.childFaulted === undefined) faultFrame(draft, parent, located);
  else attempt(draft, parent, () => behaviour.childFaulted?.(activationOf(draft, parent), located, state));
}

/** Runs a step of an activation; what it throws becomes the activation's fault. */
export function attempt(draft: Draft, id: string, step: () => void): void {
  try {
    step();
  } catch (error) {
    if (error instanceof LimitError) throw error;
    const problem = problemOf(error);
    if (problem === undefined || !draft.frames.has(id)) throw error;
    faultFrame(draft, id, problem);
  }
}

/** Ends everything that runs inside an activation, innermost first. */
function cancelChildren(draft: Draft, id: string): void {
  for (const child of draft.children(id)) {
    release(draft, child.id);
    note(draft, 'task.cancelled', stateOf(draft, child.task));
  }
}

/** Ends the instance from wherever it stands. */
export function endInstance(
  draft: Draft,
  status: 'completed' | 'faulted' | 'cancelled',
  result: { readonly output?: Json; readonly error?: Problem; readonly reason?: string },
): void {
  for (const frame of [...draft.frames.values()].reverse()) {
    if (!draft.frames.has(frame.id)) continue;
    release(draft, frame.id);
    if (frame.parent !== null) note(draft, 'task.cancelled', stateOf(draft, frame.task));
  }
  draft.stop();
  draft.status = status;
  draft.end = {
    endedAt: draft.surroundings.now,
    ...(result.output === undefined ? {} : { output: result.output }),
    ...(result.error === undefined ? {} : { error: result.error }),
  };
  const detail =
    result.error !== undefined
      ? { error: result.error }
      : result.reason !== undefined
        ? { reason: result.reason }
        : undefined;
  draft.record(`instance.${status}`, detail === undefined ? {} : { detail });
}

/** The value of a formula at a place of a frame. */
function evaluate(draft: Draft, frame: Frame, formula: Formula, input: Json, place: Place): Json {
  const { authorization } = stateOf(draft, frame.task);
  const at: Place =
    authorization === undefined
      ? place
      : { ...place, authorization: () => authorization(activationOf(draft, frame.id)) };
  try {
    return formula.evaluate(input, {
      now: draft.surroundings.now,
      random: draft.random,
      variables: variablesAt(draft, frame, formula.variables, at),
    });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new FailedExpression(error, formula.pointer, input);
  }
}

function setContext(draft: Draft, id: string, context: Json): void {
  const holder = contextHolder(draft, id);
  if (holder === undefined) draft.context = context;
  else draft.change(holder.id, { context });
}

/** A skipped task hands its raw input on, and its own `then` is not followed. */
function skip(draft: Draft, frame: Frame, state: State): void {
  draft.frames.delete(frame.id);
  note(draft, 'task.skipped', state);
  if (frame.parent === null) return;
  follow(draft, frame.parent, state, frame.input, state.following, {
    skipped: true,
    ...(frame.context === undefined ? {} : { context: frame.context }),
  });
}

function follow(
  draft: Draft,
  parent: string,
  state: State,
  output: Json,
  next: Next,
  end: { readonly skipped: boolean; readonly context?: Json },
): void {
  if (state.extended === true) {
    // Where an extended task goes on is known to its extensions, which come first.
    childCompleted(draft, parent, { child: state, output, exit: false, next, ...end });
    return;
  }
  switch (next.to) {
    case 'task':
      draft.later(() => {
        if (draft.frames.has(parent)) begin(draft, { task: next.task, parent, input: output });
      });
      return;
    case 'end':
      finishWorkflow(draft, parent, output, end.context);
      return;
    case 'finish':
    case 'exit':
      childCompleted(draft, parent, { child: state, output, exit: next.to === 'exit', ...end });
  }
}

function childCompleted(draft: Draft, parent: string, end: ChildEnd): void {
  const { behaviour } = stateOf(draft, draft.frame(parent).task);
  attempt(draft, parent, () => behaviour.childCompleted?.(activationOf(draft, parent), end));
}

/** `then: end`: siblings are cancelled, the tasks around it are over, and the workflow's own output stage still applies. */
function finishWorkflow(draft: Draft, from: string, output: Json, context: Json | undefined): void {
  draft.context = context ?? contextOf(draft, from);
  const around = new Set(ancestors(draft, from));
  const root = [...draft.frames.values()].find((frame) => frame.parent === null);
  if (root === undefined) return;
  for (const frame of [...draft.frames.values()].reverse()) {
    if (frame.parent === null || !draft.frames.has(frame.id)) continue;
    dispose(draft, frame);
    note(draft, around.has(frame.id) ? 'task.completed' : 'task.cancelled', stateOf(draft, frame.task));
  }
  draft.stop();
  complete(draft, root.id, output);
}

function ancestors(draft: Draft, id: string): string[] {
  const { parent } = draft.frame(id);
  return parent === null ? [id] : [id, ...ancestors(draft, parent)];
}

function release(draft: Draft, id: string): void {
  cancelChildren(draft, id);
  dispose(draft, draft.frame(id));
}

function dispose(draft: Draft, frame: Frame): void {
  if (frame.effect !== undefined) {
    const started = !draft.removeEffect(frame.effect);
    if (started && frame.child !== undefined) {
      draft.addEffect({ kind: 'cancel', key: `${frame.effect}!cancel`, child: frame.child });
    }
  }
  draft.frames.delete(frame.id);
  const { seen } = frame;
  if (seen !== undefined) draft.changeSeen(frame.parent, (around) => merge(around, seen));
}

/** Input stages validate what came in, then transform it. */
function pass(draft: Draft, frame: Frame, stage: Stage, value: Json, place: Place, name: string): Json {
  check(stage, value, name);
  return stage.transform === undefined ? value : evaluate(draft, frame, stage.transform, value, place);
}

/** Output and export stages transform first and validate the result. */
function passOut(draft: Draft, frame: Frame, stage: Stage, value: Json, place: Place, name: string): Json {
  const result =
    stage.transform === undefined ? value : evaluate(draft, frame, stage.transform, value, place);
  check(stage, result, name);
  return result;
}

function check(stage: Stage, value: Json, name: string): void {
  const wrong = stage.validate?.(value);
  if (wrong !== undefined)
    throw WorkflowError.of('validation', `The ${name} does not match its schema`, wrong);
}

/**
 * What a frame's activity is asked to do. Its random numbers come from the activation's key, so that the request is
 * the same however often it is derived.
 */
export function requestOf(draft: Draft, id: string): ActivityRequest | undefined {
  const activation = activationOf(draft, id);
  const { random } = draft;
  draft.random = seededRandom(() => activation.key);
  try {
    return stateOf(draft, draft.frame(id).task).behaviour.request?.(activation);
  } finally {
    draft.random = random;
  }
}

/** An activation over a live frame. */
export function activationOf(draft: Draft, id: string): Activation {
  return new TaskActivation(draft, id, stateOf(draft, draft.frame(id).task), life);
}

/** What an activation's own methods need of this file, handed over so that imports stay one way. */
const life: Life = {
  begin,
  complete,
  fault: faultFrame,
  requestOf,
  childCompleted,
  cancelChildren,
  evaluate,
  passOut,
  setContext,
};

export function stateOf(draft: Draft, pointer: string): State {
  const state = pointer === '' ? draft.machine.root : draft.machine.states.get(pointer);
  if (state === undefined) throw new Error(`the machine has no state ${pointer}`);
  return state;
}

/** Writes what happened to a task. An extended task is told about once, by the state that its extensions make. */
function note(draft: Draft, type: HistoryEntry['type'], state: State, detail?: JsonObject): void {
  if (state.extended === true) return;
  const at = where(state);
  draft.record(type, detail === undefined ? at : { ...at, detail });
}

function where(state: State): { readonly task?: string; readonly name?: string } {
  return state.pointer === '' ? {} : { task: state.pointer, name: state.name };
}

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof WorkflowError) return error.problem;
  if (error instanceof FailedExpression) return error.problem();
  if (error instanceof ExpressionError) {
    return WorkflowError.of('expression', 'The expression failed', error.message).problem;
  }
  return undefined;
}

function tooDeep(pointer: Pointer): LimitError {
  const { problem } = WorkflowError.of(
    'runtime',
    'Depth limit reached',
    `more than ${maxDepth} tasks run one inside the other; a function may call itself without end`,
  );
  return new LimitError({ ...problem, instance: pointer });
}
