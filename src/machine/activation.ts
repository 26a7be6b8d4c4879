import type { CloudEvent } from '../events/cloudevent.ts';
import type { Scope } from '../expressions/index.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { Pointer } from '../json/pointer.ts';
import type { Problem } from '../problem/problem.ts';
import type { HistoryEntry } from './command.ts';
import type { Delay, Formula, Next, Sequence, Stage } from './machine.ts';

/**
 * One task being run, as its behaviour sees it: what it may read and everything it may do.
 * It speaks about a single frame; once that frame has completed or faulted, using it again is a bug.
 */
export interface Activation {
  readonly pointer: Pointer;
  readonly name: string;
  /** Transformed input: `.` of the task's expressions. */
  readonly data: Json;
  /** Epoch milliseconds of this turn. */
  readonly now: number;
  /** Epoch milliseconds when the activation began. */
  readonly startedAt: number;
  /** Milliseconds of them that the instance was suspended. */
  readonly rested: number;
  /** Identifies this activation for ever: Idempotency-Key and event id of what it does. */
  readonly key: string;
  readonly memory: JsonObject;
  readonly definition: { readonly namespace: string; readonly name: string; readonly version: string };
  readonly instance: string;
  readonly context: Json;
  /** A task of an extension is around it. */
  readonly inExtension: boolean;
  readonly random: () => number;

  /** The values of those variables here. */
  scope(variables: Iterable<string>): Scope;
  /** Evaluates on the task's data, or on `input` when given. */
  evaluate(formula: Formula, input?: Json): Json;
  /** Sends a value through a stage of the task; `$output` is the value itself. */
  pass(stage: Stage, value: Json, name: 'output' | 'export'): Json;
  /** Epoch milliseconds after a delay from now. @throws WorkflowError when a computed delay is no duration. */
  after(delay: Delay): number;
  secret(name: string): Json;

  remember(memory: JsonObject): void;
  /** Gives variables to everything that runs inside this task. Replaces what it gave before. */
  bind(variables: JsonObject): void;
  setContext(context: Json): void;
  setTimer(purpose: string, at: number): void;
  clearTimer(purpose: string): void;
  /** Listens under these keys; replaces what it listened on. `early` keys also take events kept from before. */
  listen(waits: readonly { readonly key: string; readonly early: boolean }[]): void;
  /** Notes that an event under a key was used up, so that it is not offered again. */
  consumed(key: string, arrival: number): void;
  publish(event: CloudEvent): void;
  /**
   * Runs the activity that the behaviour's `request` describes and waits for its result. `detached`: nothing waits for
   * it, and it outlives the task. `subscription`: it feeds messages to the behaviour until the task ends.
   */
  startActivity(how?: { readonly detached?: boolean; readonly subscription?: boolean }): void;
  /** Starts another workflow; waits for its end when `wait` is true. */
  startWorkflow(request: {
    readonly workflow: { readonly namespace: string; readonly name: string; readonly version: string };
    readonly input: Json;
    readonly wait: boolean;
  }): void;
  /** Runs a list of tasks inside this one. An empty list finishes at once with the input as output. */
  enter(sequence: Sequence, input: Json): void;
  /** Starts one child; `context` gives it a context of its own. */
  enterChild(child: Pointer, input: Json, own?: { readonly context: Json }): void;
  /** Ends everything that runs inside this task. */
  cancelChildren(): void;
  /** Ends the task with a raw output, and the flow goes on: to the task's own `then` unless `next` says otherwise. */
  complete(output: Json, next?: Next): void;
  fault(problem: Problem): void;
  record(type: HistoryEntry['type'], detail?: JsonObject): void;
}
