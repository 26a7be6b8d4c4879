import type { Json } from '../json/json.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { Draft } from './draft.ts';
import type { Frame } from './instance.ts';

/** Values that exist only at some places of a task: `$output` in `export.as`, the raw `output` of `$task`. */
export interface Place {
  /** `$input`: the transformed input; absent where the DSL does not offer it. */
  readonly input?: Json;
  /** `$output`: the transformed output. */
  readonly output?: Json;
  /** `$task.output`: the raw output. */
  readonly rawOutput?: Json;
  /** `$authorization`, made only when it is read. */
  readonly authorization?: () => Json;
}

/** The values of the named variables as a frame sees them (dsl.md, "Runtime expression arguments"). */
export function variablesAt(
  draft: Draft,
  frame: Frame,
  names: Iterable<string>,
  place: Place,
): Readonly<Record<string, Json | undefined>> {
  const values: Record<string, Json | undefined> = {};
  for (const name of names) values[name] = lookUp(draft, frame, name, place);
  return values;
}

/** The context that applies to a frame: its own, that of the fork branch around it, or the workflow's. */
export function contextOf(draft: Draft, id: string | null): Json {
  const holder = contextHolder(draft, id);
  return holder?.context === undefined ? draft.context : holder.context;
}

/** The nearest frame around (or at) `id` that keeps a context of its own. */
export function contextHolder(draft: Draft, id: string | null): Frame | undefined {
  for (let at = id; at !== null; ) {
    const frame = draft.frame(at);
    if (frame.context !== undefined) return frame;
    at = frame.parent;
  }
  return undefined;
}

function lookUp(draft: Draft, frame: Frame, name: string, place: Place): Json | undefined {
  const bound = boundBy(draft, frame, name);
  if (bound !== undefined) return bound;
  switch (name) {
    case 'context':
      return contextOf(draft, frame.id);
    case 'input':
      return place.input;
    case 'output':
      return place.output;
    case 'authorization':
      return place.authorization?.();
    case 'secrets':
      return secretsOf(draft);
    case 'task':
      return taskDescriptor(draft, frame, place);
    case 'workflow':
      return workflowDescriptor(draft);
    case 'runtime':
      return { ...draft.surroundings.runtime, metadata: {} };
    default:
      return undefined;
  }
}

/** A loop or catch variable given by a task around this one; the innermost wins. A function sees none of its caller's. */
function boundBy(draft: Draft, frame: Frame, name: string): Json | undefined {
  for (let at: Frame | undefined = frame; at !== undefined; at = around(draft, at)) {
    if (at.variables !== undefined && Object.hasOwn(at.variables, name)) return at.variables[name];
  }
  return undefined;
}

function around(draft: Draft, frame: Frame): Frame | undefined {
  const isFunction = /^\/use\/functions\/[^/]+$/.test(frame.task);
  return frame.parent === null || isFunction ? undefined : draft.frame(frame.parent);
}

/** Only the secrets that the workflow declares. */
function secretsOf(draft: Draft): Json {
  const declared = draft.machine.secrets.filter((name) => Object.hasOwn(draft.surroundings.secrets, name));
  return Object.fromEntries(declared.map((name) => [name, draft.surroundings.secrets[name] ?? null]));
}

/** @throws WorkflowError `authorization` when a secret the workflow declares was not given to this runtime. */
export function requireSecrets(draft: Draft): void {
  const missing = draft.machine.secrets.filter((name) => !Object.hasOwn(draft.surroundings.secrets, name));
  if (missing.length === 0) return;
  throw WorkflowError.of(
    'authorization',
    'Secret not available',
    `the workflow uses ${missing.map((name) => `"${name}"`).join(', ')}, which this runtime was not given`,
  );
}

function taskDescriptor(draft: Draft, frame: Frame, place: Place): Json {
  const state = draft.machine.states.get(frame.task);
  return {
    name: state?.name ?? '',
    // A task with extensions runs in a state of its own, which has no place in the definition.
    reference: state?.pointer ?? '',
    definition: state?.definition ?? null,
    input: frame.input,
    ...(place.rawOutput === undefined ? {} : { output: place.rawOutput }),
    startedAt: moment(frame.startedAt),
  };
}

function workflowDescriptor(draft: Draft): Json {
  return {
    id: draft.before.id,
    definition: draft.machine.definition,
    input: draft.before.input,
    startedAt: moment(draft.before.startedAt),
  };
}

/** A DateTime descriptor (dsl.md): `iso8601`, `epoch.seconds`, `epoch.milliseconds`. */
function moment(time: number): Json {
  return {
    iso8601: new Date(time).toISOString(),
    epoch: { seconds: Math.floor(time / 1000), milliseconds: time },
  };
}
