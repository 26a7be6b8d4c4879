import type { ReadAs } from '../dsl/model.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import type { EventFilter, Subscription } from '../events/index.ts';
import type { Expression, Template } from '../expressions/index.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { Pointer } from '../json/pointer.ts';
import type { Problem } from '../problem/problem.ts';
import type { Activation } from './activation.ts';
import type { ActivityRequest } from './command.ts';
import type { Stimulus } from './stimulus.ts';

/**
 * A workflow compiled for running: an immutable, flat table of states keyed by JSON pointer.
 *
 * Terminology: a **state** is one task of the definition; a **frame** is one activation of a state inside an instance;
 * a state's **behaviour** is what its kind of task does; a **stage** is a validated transformation of data on its way
 * into or out of a task; **next** is where the flow goes when a task has completed.
 */
export interface Machine {
  readonly id: DefinitionId;
  /** The whole definition, for `$workflow.definition`. */
  readonly definition: Json;
  readonly root: State;
  readonly states: ReadonlyMap<Pointer, State>;
  /** Every event filter of the workflow's own tasks, for the router's index. */
  readonly subscriptions: readonly Subscription[];
  readonly triggers: readonly Trigger[];
  /** What starts instances in every other way than by one event: a machine of its own, of which one instance lives. */
  readonly schedule?: { readonly machine: Machine; readonly by: 'clock' | 'events' };
  /** Names in `use.secrets`. */
  readonly secrets: readonly string[];
}

/** `schedule.on`: an event that passes the filter starts an instance whose input is an array with what was read of it. */
export interface Trigger {
  readonly filter: EventFilter;
  readonly read: ReadAs;
}

export interface State {
  readonly pointer: Pointer;
  readonly name: string;
  readonly definition: Json;
  /** Place in its list; a fork's branches are told apart by it. */
  readonly index: number;
  readonly condition?: Formula;
  readonly input: Stage;
  readonly output: Stage;
  /** Absent: the context stays as it is. */
  readonly export?: Stage;
  readonly timeout?: Delay;
  /** `$authorization`, for a call that can tell it and whose expressions read it. */
  readonly authorization?: (task: Activation) => Json;
  /** The next task in the list, or `finish`: what `continue` means here. */
  readonly following: Next;
  /** The task's own `then`, resolved. */
  readonly next: Next;
  readonly behaviour: Behaviour;
  /** It stands inside the state that its extensions make, which is at its pointer; `next` is followed there. */
  readonly extended?: true;
}

/** Validation and transformation; either may be absent. `input` validates first, `output` and `export` last (dsl.md, data flow). */
export interface Stage {
  readonly validate?: (value: Json) => string | undefined;
  readonly transform?: Formula;
}

/** Anything that yields a value from data and scope: an expression, or a template with expressions inside. */
export type Formula = Pick<Expression | Template, 'variables' | 'evaluate'> & {
  /** Where it stands in the definition, for who has to mend it. */
  readonly pointer?: Pointer;
};

/** A point in time after now, computed when the task gets there. */
export type Delay = { readonly fixed: string | JsonObject } | { readonly computed: Formula };

/** Where the flow goes after a task. `finish` is the end of the list, `exit` leaves the list's owner, `end` ends the instance. */
export type Next =
  | { readonly to: 'task'; readonly task: Pointer }
  | { readonly to: 'finish' }
  | { readonly to: 'exit' }
  | { readonly to: 'end' };

/** A compiled task list: where it starts. */
export interface Sequence {
  readonly first?: Pointer;
}

/** How a child left its list. `context` is the child's own context, if it had one (a fork branch). */
export interface ChildEnd {
  readonly child: State;
  readonly output: Json;
  readonly exit: boolean;
  readonly skipped: boolean;
  readonly context?: Json;
  /** Of an extended task: where it would have gone on. */
  readonly next?: Next;
}

/**
 * What one kind of task does. `enter` is called once an activation has its data; the others when something it started
 * or awaits comes back. Each either completes or faults the activation, or leaves it waiting. Throwing a
 * `WorkflowError` or an `ExpressionError` faults it.
 */
export interface Behaviour {
  readonly kind: string;
  enter(task: Activation): void;
  childCompleted?(task: Activation, end: ChildEnd): void;
  /** Without it a child's fault is the task's own. */
  childFaulted?(task: Activation, problem: Problem, child: State): void;
  event?(task: Activation, stimulus: Extract<Stimulus, { kind: 'event' }>): void;
  /** A message of the subscription that it holds. */
  message?(task: Activation, message: JsonObject): void;
  timer?(task: Activation, purpose: string): void;
  effectCompleted?(task: Activation, output: Json): void;
  /** Without it a failed effect faults the task. */
  effectFailed?(task: Activation, problem: Problem): void;
  /** For tasks that run an activity: what it is asked to do, the same each time for one activation. */
  request?(task: Activation): ActivityRequest;
  /** Its part of the printed state machine: sources of expressions, pointers of what it may enter. */
  describe(): JsonObject;
}
