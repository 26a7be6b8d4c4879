export { type Advanced, advance, requestOf } from './advance.ts';
export type { ActivityRequest, Effect, HistoryEntry, Wait } from './command.ts';
export { compileWorkflow } from './compile.ts';
export { describe } from './describe.ts';
export {
  type Frame,
  hasEnded,
  type Instance,
  type InstanceStatus,
  type ParentLink,
  pendingInstance,
} from './instance.ts';
export { lifecycleOf, lifecyclePrefix, tellsOf } from './lifecycle-events.ts';
export type { Machine, Trigger } from './machine.ts';
export { readEvent } from './read-event.ts';
export { countCollected } from './schedule/group.ts';
export { scheduledBy, scheduleOf } from './schedule-name.ts';
export type { Stimulus, Surroundings } from './stimulus.ts';
export { hasMessageInHand } from './subscription.ts';
