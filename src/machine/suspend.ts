import type { Draft } from './draft.ts';
import type { Suspension } from './instance.ts';
import { stateOf } from './lifecycle.ts';
import type { Stimulus } from './stimulus.ts';

/** Stimuli that a suspended instance holds before it takes no more events. */
const maxHeld = 10_000;

/**
 * Lets an instance rest: its timers stand still, and what happens to it is held back until it is resumed. Activities
 * that run go on; their results are held too.
 */
export function suspend(draft: Draft): void {
  if (draft.suspension !== undefined) return;
  const timers: Record<string, Record<string, number>> = {};
  for (const frame of [...draft.frames.values()]) {
    const left = Object.entries(frame.timers ?? {}).map(([purpose, at]): [string, number] => [
      purpose,
      Math.max(0, at - draft.surroundings.now),
    ]);
    if (left.length === 0) continue;
    timers[frame.id] = Object.fromEntries(left);
    draft.change(frame.id, { timers: {} });
  }
  draft.suspension = { since: draft.surroundings.now, held: [], timers };
  recordAll(draft, 'suspended');
}

/** What was held back, in order; its timers run again for the time that was left. */
export function resume(draft: Draft): readonly Stimulus[] {
  const { suspension } = draft;
  if (suspension === undefined) return [];
  draft.suspension = undefined;
  for (const [id, left] of Object.entries(suspension.timers)) {
    const timers = Object.entries(left).map(([purpose, time]): [string, number] => [
      purpose,
      draft.surroundings.now + time,
    ]);
    if (draft.frames.has(id)) draft.change(id, { timers: Object.fromEntries(timers) });
  }
  const rested = Math.max(0, draft.surroundings.now - suspension.since);
  for (const frame of [...draft.frames.values()]) {
    draft.change(frame.id, { rested: (frame.rested ?? 0) + rested });
  }
  recordAll(draft, 'resumed');
  return suspension.held;
}

/**
 * What happens to a suspended instance is held. A timer that was set before it was suspended is set again when it
 * resumes. Results are few; of events that come when too many are held, the log tells.
 */
export function hold(draft: Draft, suspension: Suspension, stimulus: Stimulus): void {
  switch (stimulus.kind) {
    case 'timer':
      // If it resumes in this very turn, it may come to be set for the time that it had.
      draft.markFired(stimulus.id);
      return;
    case 'suspend':
      return;
    case 'event':
      if (suspension.held.length < maxHeld) break;
      draft.record('event.dropped', {
        detail: { events: 1, reason: 'the suspended instance holds too many' },
      });
      return;
    default:
  }
  draft.suspension = { ...suspension, held: [...suspension.held, stimulus] };
}

function recordAll(draft: Draft, change: 'suspended' | 'resumed'): void {
  draft.record(`instance.${change}`);
  for (const { parent, task } of draft.frames.values()) {
    const { name, extended } = stateOf(draft, task);
    // An extended task is told about once, by the state that its extensions make.
    if (parent !== null && extended !== true) draft.record(`task.${change}`, { task, name });
  }
}
