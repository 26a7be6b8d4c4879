import type { InstanceStatus } from '../machine/instance.ts';

/** Every status of an instance, in the order of its life. */
export const instanceStatuses = [
  'pending',
  'running',
  'waiting',
  'completed',
  'faulted',
  'cancelled',
] as const satisfies readonly InstanceStatus[];
