import type { Json } from '../json/json.ts';
import type { Pointer } from '../json/pointer.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { ActivityRequest, Commands, Effect, HistoryEntry, Wait } from './command.ts';
import type { Frame, Instance, InstanceStatus, Suspension } from './instance.ts';
import type { Machine } from './machine.ts';
import { scheduledBy } from './schedule-name.ts';
import { type Seen, since } from './seen.ts';
import type { Surroundings } from './stimulus.ts';

/** Tasks that may follow one stimulus without waiting before it counts as a loop that never does. */
export const maxTasksPerTurn = 100_000;

/** Frames one inside the other; deeper means a function that calls itself without end. */
export const maxDepth = 200;

/** The step or depth limit was passed: the instance ends at once, no `catch` can hold it. */
export class LimitError extends WorkflowError {}

/**
 * The working copy of an instance during one turn. The stored instance is never touched: frames are replaced, not
 * changed, and what the turn asks of the outside is the difference between the frames before and after it.
 */
export class Draft {
  readonly machine: Machine;
  readonly surroundings: Surroundings;
  readonly before: Instance;
  readonly frames: Map<string, Frame>;
  readonly history: HistoryEntry[] = [];
  readonly requests = new Map<string, ActivityRequest>();
  status: InstanceStatus;
  context: Json;
  seen: Seen;
  random: () => number;
  sequence: number;
  suspension: Suspension | undefined;
  told: number;
  end: Pick<Instance, 'output' | 'error' | 'endedAt'> = notEnded;
  private readonly effects = new Map<string, Effect>();
  // Made when the first is put in: few turns have any.
  private removedEffects: Set<string> | undefined;
  private announced: Set<string> | undefined;
  private fired: Set<string> | undefined;
  private readonly agenda: (() => void)[] = [];
  private readonly isSchedule: boolean;
  private tasks = 0;

  constructor(machine: Machine, instance: Instance, surroundings: Surroundings) {
    this.machine = machine;
    this.isSchedule = scheduledBy(machine.id) !== undefined;
    this.surroundings = surroundings;
    this.before = instance;
    this.frames = new Map();
    for (const frame of Object.values(instance.frames)) this.frames.set(frame.id, frame);
    this.seen = instance.seen;
    this.random = surroundings.random;
    this.status = instance.status;
    this.context = instance.context;
    this.sequence = instance.sequence;
    this.suspension = instance.suspension;
    this.told = instance.told ?? 0;
  }

  frame(id: string): Frame {
    const frame = this.frames.get(id);
    if (frame === undefined) throw new Error(`frame ${id} is not live`);
    return frame;
  }

  change(id: string, change: Partial<Frame>): void {
    this.frames.set(id, { ...this.frame(id), ...change });
  }

  children(id: string): Frame[] {
    const children: Frame[] = [];
    for (const frame of this.frames.values()) if (frame.parent === id) children.push(frame);
    return children;
  }

  depth(id: string | null): number {
    let depth = 0;
    for (let at = id; at !== null; at = this.frame(at).parent) depth++;
    return depth;
  }

  /** Does something after what is being done now; keeps long flows off the call stack. */
  later(action: () => void): void {
    this.agenda.push(action);
  }

  /** Works until nothing is left to do without waiting. */
  settle(): void {
    for (let next = this.agenda.shift(); next !== undefined; next = this.agenda.shift()) next();
  }

  /** Forgets what was still to do: the instance has ended. */
  stop(): void {
    this.agenda.length = 0;
  }

  /** Each stimulus has the whole allowance: what comes in is not a loop. */
  beginStimulus(): void {
    this.tasks = 0;
  }

  /** @throws LimitError when the task at the pointer is one too many. */
  countTask(pointer: Pointer): void {
    if (++this.tasks <= maxTasksPerTurn) return;
    const { problem } = WorkflowError.of(
      'runtime',
      'Step limit reached',
      `the workflow began more than ${maxTasksPerTurn} tasks without waiting for anything; it looks like an endless loop`,
    );
    throw new LimitError({ ...problem, instance: pointer });
  }

  addEffect(effect: Effect): void {
    this.effects.set(effect.key, effect);
  }

  /** Takes an effect back. True when it was of this turn and is never carried out; an older one is cancelled. */
  removeEffect(key: string): boolean {
    this.requests.delete(key);
    if (this.effects.delete(key)) return true;
    this.removedEffects = (this.removedEffects ?? new Set()).add(key);
    return false;
  }

  /** A frame begins to wait under an early key: kept events are wanted, even if another frame waits there already. */
  announce(key: string): void {
    this.announced = (this.announced ?? new Set()).add(key);
  }

  /** The store has taken this timer out: one that is set for the same time again must be put there again. */
  markFired(timer: string): void {
    this.fired = (this.fired ?? new Set()).add(timer);
  }

  record(type: HistoryEntry['type'], more: Omit<HistoryEntry, 'time' | 'type'> = {}): void {
    // A schedule lives for years, and what it starts has a log of its own.
    if (this.isSchedule && (type === 'task.started' || type === 'task.completed')) return;
    this.history.push({ time: this.surroundings.now, type, ...more });
  }

  instance(): Instance {
    const { before, status, context, sequence, seen } = this;
    const frames: Record<string, Frame> = {};
    for (const frame of this.frames.values()) frames[frame.id] = frame;
    const instance: Instance = {
      ...(before.suspension === undefined ? before : withoutSuspension(before)),
      status,
      context,
      frames,
      sequence,
      seen,
    };
    if (this.suspension === undefined && this.told === 0 && this.end === notEnded) return instance;
    return {
      ...instance,
      ...this.end,
      ...(this.suspension === undefined ? {} : { suspension: this.suspension }),
      ...(this.told === 0 ? {} : { told: this.told }),
    };
  }

  commands(): Commands {
    const frames = [...this.frames.values()];
    const stored = Object.values(this.before.frames);
    const all = [...stored, ...frames];
    return {
      effects: { add: [...this.effects.values()], remove: [...(this.removedEffects ?? [])] },
      waits: all.some(({ waits }) => waits !== undefined)
        ? this.waitChanges(waitKeys(stored), waitKeys(frames))
        : { add: [], remove: [] },
      timers: all.some(({ timers }) => timers !== undefined)
        ? timerChanges(timersOf(stored), timersOf(frames), this.fired)
        : { set: [], clear: [] },
    };
  }

  private waitChanges(before: ReadonlySet<string>, after: ReadonlySet<string>): Commands['waits'] {
    const added = [...after].filter((key) => !before.has(key) || this.announced?.has(key) === true);
    return {
      add: added.map((key) => this.waitUnder(key)),
      remove: [...before].filter((key) => !after.has(key)),
    };
  }

  /** Frames of several branches may wait under one key: the one that has seen least decides what is offered. */
  private waitUnder(key: string): Wait {
    const early = [...this.frames.values()].filter((frame) => frame.early?.includes(key) === true);
    const positions = early.map((frame) => since(this.seenBy(frame.id), key));
    const known = positions.filter((position) => position !== undefined);
    return {
      key,
      early: early.length > 0,
      ...(known.length > 0 && known.length === positions.length ? { since: Math.min(...known) } : {}),
    };
  }

  /** The record of events that a frame works with: its branch's, or the instance's. */
  seenBy(id: string | null): Seen {
    return this.lineOf(id)?.seen ?? this.seen;
  }

  changeSeen(id: string | null, change: (seen: Seen) => Seen): void {
    const line = this.lineOf(id);
    if (line?.seen === undefined) this.seen = change(this.seen);
    else this.change(line.id, { seen: change(line.seen) });
  }

  /** The fork branch around (or at) a frame, if there is one. */
  private lineOf(id: string | null): Frame | undefined {
    for (let at = id; at !== null; ) {
      const frame = this.frame(at);
      if (frame.seen !== undefined) return frame;
      at = frame.parent;
    }
    return undefined;
  }
}

const notEnded: Draft['end'] = {};

function withoutSuspension({ suspension: _before, ...before }: Instance): Instance {
  return before;
}

function waitKeys(frames: readonly Frame[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { waits } of frames) if (waits !== undefined) for (const key of waits) keys.add(key);
  return keys;
}

/** Timers by the id the store knows them by: `<frame>:<purpose>`. */
function timersOf(frames: readonly Frame[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { id, timers } of frames) {
    if (timers === undefined) continue;
    for (const [purpose, at] of Object.entries(timers)) times.set(`${id}:${purpose}`, at);
  }
  return times;
}

function timerChanges(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  fired: ReadonlySet<string> | undefined,
): Commands['timers'] {
  return {
    set: [...after]
      .filter(([id, at]) => fired?.has(id) === true || before.get(id) !== at)
      .map(([id, at]) => ({ id, at })),
    clear: [...before.keys()].filter((id) => !after.has(id)),
  };
}
