import type { Json } from '../json/json.ts';
import { activationKey, type Frame, type Instance, pendingInstance } from '../machine/instance.ts';
import { nothingSeen, type Seen } from '../machine/seen.ts';
import type { InstanceSummary, NewInstance } from './backend.ts';

/**
 * How stores write an instance. It is written again with each turn, so its row has
 *
 * - what columns have for other reasons: id, definition, status and start;
 * - **given**: what else it was given when it was created, written once;
 * - **state**: what turns change, without what follows from the rest. A value that the machine hands on is written
 *   where it first stands, and stands for the others when it is read: it is the same value (`===`) again, not a copy.
 *
 * Frames come in the order of their numbers, so what a frame takes from the one around it has been read before.
 */

/** What columns have. */
type Head = Pick<InstanceSummary, 'id' | 'definition' | 'status' | 'startedAt'>;

type Given = Pick<NewInstance, 'input' | 'parent'>;

type State = Omit<Instance, keyof Head | keyof Given | 'context' | 'frames' | 'seen'> & {
  /** Absent: `{}`. */
  readonly context?: Instance['context'];
  /** Absent: none. */
  readonly frames?: Readonly<Record<string, StoredFrame>>;
  /** Absent: nothing. */
  readonly seen?: Seen;
};

/** Absent: `parent`, no frame; `input` and `startedAt`, those of the instance or the frame around (its `data`); `data`, the input. */
type StoredFrame = Partial<Omit<Frame, 'id' | 'task' | 'effect'>> & {
  readonly task: string;
  /** True: under the key of this activation. */
  readonly effect?: string | true;
  /** What a branch of a fork has of its own, and is still the same as around it. */
  readonly unchanged?: readonly Line[];
};

/** Parts of a line of work. */
type Line = 'context' | 'seen';

const none: readonly Line[] = [];

/** Every member, so that none is forgotten. `JSON.stringify` leaves out what is undefined. */
type Complete<Stored> = { readonly [Name in keyof Stored]-?: Stored[Name] | undefined };

export function writeGiven({ input, parent }: Given): string {
  return JSON.stringify(parent === undefined ? { input } : { input, parent });
}

export function writeState(instance: Instance): string {
  const { context, sequence, seen, endedAt, output, error, suspension, told } = instance;
  const state: Complete<Omit<State, 'frames'>> & { readonly frames: unknown } = {
    context: isEmptyObject(context) ? undefined : context,
    frames: writeFrames(instance),
    sequence,
    seen: seen === nothingSeen ? undefined : seen,
    endedAt,
    output,
    error,
    suspension,
    told,
  };
  return JSON.stringify(state);
}

/** `state` is empty before the first turn. */
export function readInstance(head: Head, given: string, state: string): Instance {
  const { id, definition, status, startedAt } = head;
  const { input, parent }: Given = JSON.parse(given);
  const pending = pendingInstance({
    id,
    definition,
    input,
    now: startedAt,
    ...(parent === undefined ? {} : { parent }),
  });
  if (state === '') return pending;
  const { context = {}, frames = {}, seen = nothingSeen, ...changed }: State = JSON.parse(state);
  const around: Instance = { ...pending, status, context, seen };
  return { ...around, ...changed, frames: readFrames(around, frames) };
}

function writeFrames(instance: Instance): Readonly<Record<string, Complete<StoredFrame>>> | undefined {
  const { frames } = instance;
  const all = Object.values(frames);
  if (all.length === 0) return undefined;
  const stored: Record<string, Complete<StoredFrame>> = {};
  for (const frame of all) {
    const { id, task, parent, input, data, startedAt, context, seen, effect } = frame;
    const around = parent === null ? undefined : frames[parent];
    const unchanged = context === undefined && seen === undefined ? none : unchangedIn(instance, frame);
    stored[id] = {
      task,
      parent: parent ?? undefined,
      input: input === (around === undefined ? instance.input : around.data) ? undefined : input,
      data: data === input ? undefined : data,
      startedAt: startedAt === (around ?? instance).startedAt ? undefined : startedAt,
      variables: frame.variables,
      context: unchanged.includes('context') ? undefined : context,
      memory: frame.memory,
      waits: frame.waits,
      early: frame.early,
      seen: unchanged.includes('seen') ? undefined : seen,
      timers: frame.timers,
      rested: frame.rested,
      effect: effect === undefined || effect !== activationKey(instance.id, task, id) ? effect : true,
      subscribed: frame.subscribed,
      child: frame.child,
      unchanged: unchanged.length === 0 ? undefined : unchanged,
    };
  }
  return stored;
}

function readFrames(
  instance: Instance,
  stored: Readonly<Record<string, StoredFrame>>,
): Readonly<Record<string, Frame>> {
  const frames: Record<string, Frame> = {};
  for (const [id, { task, parent = null, unchanged = none, effect, ...own }] of Object.entries(stored)) {
    const around = parent === null ? undefined : frames[parent];
    const { input = around === undefined ? instance.input : around.data } = own;
    const { startedAt } = around ?? instance;
    const line = unchanged.map((part) => [part, lineAround({ ...instance, frames }, parent, part)]);
    const key = effect === true ? activationKey(instance.id, task, id) : effect;
    frames[id] = {
      ...{ id, task, parent, input, data: input, startedAt },
      ...own,
      ...Object.fromEntries(line),
      ...(key === undefined ? {} : { effect: key }),
    };
  }
  return frames;
}

function unchangedIn(instance: Instance, { parent, context, seen }: Frame): readonly Line[] {
  const same: Line[] = [];
  if (context !== undefined && context === lineAround(instance, parent, 'context')) same.push('context');
  if (seen !== undefined && seen === lineAround(instance, parent, 'seen')) same.push('seen');
  return same;
}

/** What the nearest branch around has, or the instance. */
function lineAround(instance: Instance, parent: string | null, part: Line): Json | Seen | undefined {
  for (let at = parent; at !== null; ) {
    const frame = instance.frames[at];
    if (frame === undefined) return undefined;
    if (frame[part] !== undefined) return frame[part];
    at = frame.parent;
  }
  return instance[part];
}

function isEmptyObject(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length === 0;
}
