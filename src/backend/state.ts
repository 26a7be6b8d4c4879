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

/** Absent `parent`: none. Absent `input` and `startedAt`: those of the instance or of the frame around (its `data`). */
type StoredFrame = Partial<Omit<Frame, 'id' | 'task' | 'early' | 'effect' | 'seen'>> & {
  readonly task: string;
  /** True: all waits. */
  readonly early?: Frame['early'] | true;
  /** True: under the key of this activation. */
  readonly effect?: string | true;
  /** True: a branch of a fork has its own, and it is still that of the line of work around it. */
  readonly ownContext?: true;
  readonly seen?: Seen | true;
};

export function writeGiven({ input, parent }: Given): string {
  return JSON.stringify(parent === undefined ? { input } : { input, parent });
}

export function writeState(instance: Instance): string {
  return objectText(instance, (name) => {
    switch (name) {
      case 'id':
      case 'definition':
      case 'status':
      case 'input':
      case 'startedAt':
      case 'parent':
        return '';
      case 'frames':
        return framesText(instance);
      case 'context':
        return isEmptyObject(instance.context) ? '' : member(name, instance.context);
      case 'seen':
        return instance.seen === nothingSeen ? '' : member(name, instance.seen);
      default:
        return member(name, instance[name]);
    }
  });
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

function framesText(instance: Instance): string {
  const { frames } = instance;
  let text = '';
  for (const id in frames) {
    const frame = frames[id];
    if (frame !== undefined) text += `${text === '' ? '' : ','}"${id}":${frameText(instance, frame)}`;
  }
  return text === '' ? '' : `"frames":{${text}}`;
}

function frameText(instance: Instance, frame: Frame): string {
  const { id, task, parent, input, effect } = frame;
  const around = parent === null ? undefined : instance.frames[parent];
  return objectText(frame, (name) => {
    switch (name) {
      case 'id':
        return '';
      case 'parent':
        return parent === null ? '' : member(name, parent);
      case 'input':
        return input === (around === undefined ? instance.input : around.data) ? '' : member(name, input);
      case 'data':
        return frame.data === input ? '' : member(name, frame.data);
      case 'startedAt':
        return frame.startedAt === (around ?? instance).startedAt ? '' : member(name, frame.startedAt);
      case 'early':
        return member(name, frame.early === frame.waits ? true : frame.early);
      case 'effect':
        return member(name, effect === activationKey(instance.id, task, id) ? true : effect);
      case 'context':
        return frame.context === contextAround(instance, parent)
          ? '"ownContext":true'
          : member(name, frame.context);
      case 'seen':
        return member(name, frame.seen === seenAround(instance, parent) ? true : frame.seen);
      default:
        return member(name, frame[name]);
    }
  });
}

/** The text of an object, of all its members. Text is put together here, as copies to be written cost more. */
function objectText<Source extends object>(
  source: Source,
  write: (name: Extract<keyof Source, string>) => string,
): string {
  let text = '';
  for (const name in source) {
    const written = write(name);
    if (written !== '') text += text === '' ? written : `,${written}`;
  }
  return `{${text}}`;
}

function member(name: string, value: Instance[keyof Instance] | Frame[keyof Frame]): string {
  return value === undefined ? '' : `"${name}":${JSON.stringify(value)}`;
}

function readFrames(
  instance: Instance,
  stored: Readonly<Record<string, StoredFrame>>,
): Readonly<Record<string, Frame>> {
  const frames: Record<string, Frame> = {};
  for (const [id, frame] of Object.entries(stored)) {
    const { task, parent = null, early, effect, seen, ownContext, ...own } = frame;
    const around = parent === null ? undefined : frames[parent];
    const { input = around === undefined ? instance.input : around.data } = own;
    const { startedAt } = around ?? instance;
    const line = { ...instance, frames };
    frames[id] = {
      ...{ id, task, parent, input, data: input, startedAt },
      ...own,
      ...(early === undefined ? {} : { early: early === true ? (own.waits ?? []) : early }),
      ...(effect === undefined
        ? {}
        : { effect: effect === true ? activationKey(instance.id, task, id) : effect }),
      ...(ownContext === undefined ? {} : { context: contextAround(line, parent) }),
      ...(seen === undefined ? {} : { seen: seen === true ? seenAround(line, parent) : seen }),
    };
  }
  return frames;
}

/** What the nearest branch around has, or the instance. */
function lineAround<Value>(
  frames: Instance['frames'],
  parent: string | null,
  read: (branch: Frame) => Value | undefined,
  outside: Value,
): Value {
  for (let at = parent; at !== null; ) {
    const frame = frames[at];
    if (frame === undefined) break;
    const own = read(frame);
    if (own !== undefined) return own;
    at = frame.parent;
  }
  return outside;
}

function contextAround({ frames, context }: Instance, parent: string | null): Json {
  return lineAround(frames, parent, (branch) => branch.context, context);
}

function seenAround({ frames, seen }: Instance, parent: string | null): Seen {
  return lineAround(frames, parent, (branch) => branch.seen, seen);
}

function isEmptyObject(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length === 0;
}
