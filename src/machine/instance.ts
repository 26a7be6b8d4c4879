import type { DefinitionId } from '../dsl/workflow.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { Problem } from '../problem/problem.ts';
import { nothingSeen, type Seen } from './seen.ts';
import type { Stimulus } from './stimulus.ts';

/**
 * One run of a workflow, as it is stored: plain JSON, all that is needed to go on.
 *
 * pending ──start──► running ⇄ waiting ──► completed | faulted | cancelled
 *                         ⇅ suspend, resume
 *                     suspended ──cancel──► cancelled
 *
 * `running` has an activity in flight, `waiting` has only events, timers or children to wait for. While it is
 * `suspended` its timers stand still, and what happens to it is kept for later.
 */
export type InstanceStatus = (typeof instanceStatuses)[number];

/** Every status, in the order of an instance's life. */
export const instanceStatuses = [
  'pending',
  'running',
  'waiting',
  'suspended',
  'completed',
  'faulted',
  'cancelled',
] as const;

export interface Instance {
  /** Sortable by start time, URL-safe. */
  readonly id: string;
  readonly definition: DefinitionId;
  readonly status: InstanceStatus;
  readonly input: Json;
  /** `$context` of the workflow; a fork branch keeps its own in its frame. */
  readonly context: Json;
  readonly output?: Json;
  readonly error?: Problem;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Who waits for this instance's end (`run: workflow` with await). */
  readonly parent?: ParentLink;
  /** Live activations by id; the root is `0`. Empty when the instance has ended. */
  readonly frames: Readonly<Record<string, Frame>>;
  /** Last activation number given out; numbers are never reused, so they make effect keys unique. */
  readonly sequence: number;
  readonly seen: Seen;
  readonly suspension?: Suspension;
  /** How many lifecycle events it has published. */
  readonly told?: number;
}

/** What waits for an instance to be resumed. */
export interface Suspension {
  /** Epoch milliseconds. */
  readonly since: number;
  /** What happened meanwhile, in order. */
  readonly held: readonly Stimulus[];
  /** Milliseconds that were left on its timers, by frame and purpose. */
  readonly timers: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface ParentLink {
  readonly instance: string;
  /** Effect key under which the parent started this instance. */
  readonly key: string;
}

/** One activation of one task: the position of an instance is the tree of its frames. */
export interface Frame {
  readonly id: string;
  /** JSON pointer of the task; the empty string for the workflow itself. */
  readonly task: string;
  readonly parent: string | null;
  /** Raw input, before `input.from`. */
  readonly input: Json;
  /** Transformed input: `.` for the task's own expressions, `$input` for its output ones. */
  readonly data: Json;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Variables that this activation gives to what runs inside it (`$item`, `$index`, `$error`…). */
  readonly variables?: JsonObject;
  /** A fork branch's own `$context`. */
  readonly context?: Json;
  /** What the task's behaviour remembers between stimuli. */
  readonly memory?: JsonObject;
  /** Wait keys this activation listens on. */
  readonly waits?: readonly string[];
  /** Those of them that are correlated: events kept from before count too. */
  readonly early?: readonly string[];
  /** A fork branch's own record of events. */
  readonly seen?: Seen;
  /** Timers that are set, by purpose (`timeout`, `wait`, `retry`…): epoch milliseconds. */
  readonly timers?: Readonly<Record<string, number>>;
  /** Milliseconds that the instance was suspended while this activation lived. */
  readonly rested?: number;
  /** Key of the effect whose result it awaits. */
  readonly effect?: string;
  /** That effect is a subscription: the activation waits for its messages, which come one by one. */
  readonly subscribed?: true;
  /** Instance id of the child workflow it awaits. */
  readonly child?: string;
}

/** The instance as it is before its first turn. */
export function pendingInstance(request: {
  readonly id: string;
  readonly definition: DefinitionId;
  readonly input: Json;
  readonly now: number;
  readonly parent?: ParentLink;
}): Instance {
  return {
    id: request.id,
    definition: request.definition,
    status: 'pending',
    input: request.input,
    context: {},
    startedAt: request.now,
    ...(request.parent === undefined ? {} : { parent: request.parent }),
    frames: {},
    sequence: 0,
    seen: nothingSeen,
  };
}

/** Identifies an activation for ever: Idempotency-Key and event id of what it does. `pointer` is that of its task. */
export function activationKey(instance: string, pointer: string, frame: string): string {
  return `${instance}${encodeURI(pointer)}~${frame}`;
}

/** True when nothing more can happen to an instance. */
export function hasEnded(status: InstanceStatus): boolean {
  return status === 'completed' || status === 'faulted' || status === 'cancelled';
}
