import { type CloudEvent, newCloudEvent } from '../../src/events/index.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { HistoryEntry } from '../../src/machine/index.ts';
import type { Routes } from './hosts.ts';

/** One way to run one of the specification's examples, and what comes of it. */
export interface Example {
  readonly file: string;
  /** Ids of the features it proves. */
  readonly ids: string;
  /** What it shows, after `shows that` or, for what strictly happens, after the file's name. */
  readonly shows: string;
  readonly input?: Json;
  readonly secrets?: Readonly<Record<string, Json>>;
  /** Fed as soon as something listens for them. */
  readonly events?: readonly CloudEvent[];
  /** What the hosts answer that the example names. */
  readonly hosts?: Routes;
  /** Its requests are under way at the same time, so that any of them may come first. */
  readonly together?: true;
  /** Other workflows that the example runs, and documents that it names, by their file. */
  readonly others?: Readonly<Record<string, string>>;
  readonly expected: Expected;
}

/** Only what is given is compared. */
export interface Expected {
  /** `completed` unless given. */
  readonly status?: 'faulted' | 'waiting';
  readonly output?: Json;
  /** What the output holds among other things. */
  readonly within?: JsonObject | readonly JsonObject[];
  /** A part of the error. */
  readonly error?: JsonObject;
  /** The requests that the hosts saw, in order; none unless given. */
  readonly requests?: readonly SeenRequest[];
  /** Parts of the events that were emitted, in order; none unless given. */
  readonly emitted?: readonly JsonObject[];
  /** How many of the events nothing listened for; 0 unless given. */
  readonly unused?: number;
  /** A type of entry that its history has. */
  readonly recorded?: HistoryEntry['type'];
  /** Seconds that passed for the workflow. */
  readonly seconds?: number;
}

/** `METHOD url`, or that with more to look at. */
export type SeenRequest =
  | string
  | {
      readonly call: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Json;
      readonly gone?: true;
    };

let count = 0;

/** A CloudEvent of its own, from `https://sender.example.com` unless `more` has another source. */
export function event(type: string, data: Json, more: JsonObject = {}): CloudEvent {
  count += 1;
  const attributes = { type, source: 'https://sender.example.com', data, ...more };
  return newCloudEvent(attributes, { id: `event-${count}`, now: Date.now() });
}

/** The `type` of a standard error. */
export function errorType(kind: string): string {
  return `https://open-workflow-specification.org/spec/1.0.0/errors/${kind}`;
}
