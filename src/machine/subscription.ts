import { isObject } from '../json/json.ts';
import type { Instance } from './instance.ts';

/**
 * True while the subscription of an effect still has a message that was fed into the instance and is not worked off: a
 * round of `foreach` runs on it, it stands in the queue behind one, or the instance is suspended. Whoever holds the
 * subscription asks for the next message only then, so that a message which the task has no use for stays with its broker.
 */
export function hasMessageInHand({ frames, suspension }: Instance, effect: string): boolean {
  const held = suspension?.held.some((stimulus) => stimulus.kind === 'message' && stimulus.key === effect);
  if (held === true) return true;
  const frame = Object.values(frames).find((one) => one.effect === effect);
  if (!isObject(frame?.memory)) return false;
  const { busy, queue } = frame.memory;
  return busy === true || (Array.isArray(queue) && queue.length > 0);
}
