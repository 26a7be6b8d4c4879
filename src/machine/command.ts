import type { CloudEvent } from '../events/cloudevent.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { Problem } from '../problem/problem.ts';
import type { ParentLink } from './instance.ts';

/**
 * A side effect that a turn asks for. It is committed with the state and carried out afterwards, at least once;
 * `key` is the same each time (Idempotency-Key, CloudEvent id, child id).
 */
export type Effect =
  /** Run an activity. The request itself is not stored: `requestOf` derives it again from the instance. */
  | {
      readonly kind: 'activity';
      readonly key: string;
      readonly frame: string;
      /**
       * No frame awaits it: it is run once, by the process that committed it. Its request is gone with the frame, so it
       * cannot be repeated, and its end is told to nobody.
       */
      readonly detached?: true;
      /** It holds a subscription open and feeds messages into the instance until it is taken back. */
      readonly subscription?: true;
    }
  | { readonly kind: 'publish'; readonly key: string; readonly event: CloudEvent }
  | {
      readonly kind: 'start';
      readonly key: string;
      readonly child: string;
      readonly workflow: { readonly namespace: string; readonly name: string; readonly version: string };
      readonly input: Json;
      readonly parent?: ParentLink;
    }
  /** Tell the parent how this instance ended. */
  | {
      readonly kind: 'report';
      readonly key: string;
      readonly parent: ParentLink;
      readonly output?: Json;
      readonly error?: Problem;
    }
  | { readonly kind: 'cancel'; readonly key: string; readonly child: string };

/** What an activity is asked to do: its kind (`http`) and its evaluated arguments. May hold secrets; never stored. */
export interface ActivityRequest {
  readonly kind: string;
  readonly arguments: JsonObject;
}

/** A wait the instance now has under an index key. */
export interface Wait {
  readonly key: string;
  /**
   * The wait is correlated: kept events under its key count too, if they arrived after `since`, or, where that is
   * absent, after the instance was created.
   */
  readonly early: boolean;
  readonly since?: number;
}

/** The difference a turn makes outside the instance's own state. */
export interface Commands {
  readonly effects: { readonly add: readonly Effect[]; readonly remove: readonly string[] };
  readonly waits: { readonly add: readonly Wait[]; readonly remove: readonly string[] };
  /** `at` is in epoch milliseconds. Setting an id again moves it. */
  readonly timers: {
    readonly set: readonly { readonly id: string; readonly at: number }[];
    readonly clear: readonly string[];
  };
}

/** One line of an instance's log. Names and pointers, no payloads: what happened, where, when. */
export interface HistoryEntry {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly type:
    | 'instance.started'
    | 'instance.completed'
    | 'instance.faulted'
    | 'instance.cancelled'
    | 'instance.suspended'
    | 'instance.resumed'
    | 'task.started'
    | 'task.skipped'
    | 'task.completed'
    | 'task.faulted'
    | 'task.cancelled'
    | 'task.retried'
    | 'task.waiting'
    | 'task.suspended'
    | 'task.resumed'
    | 'event.matched'
    | 'event.emitted'
    | 'event.dropped'
    | 'extension.skipped';
  /** JSON pointer and name of the task, for `task.*` and `event.*`. */
  readonly task?: string;
  readonly name?: string;
  /** More about it: `{until}`, `{listen, expected}`, `{attempt, delay}`, `{event: {id, type, source}}`, `{error}`, `{extension}`, `{events, reason}`. */
  readonly detail?: JsonObject;
}
