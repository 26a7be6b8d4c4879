import type { JsonObject } from '../../json/json.ts';
import type { Sequence } from '../machine.ts';

/** How the printed machine names the list a task enters; nothing for an empty one. */
export function describeSequence(name: string, sequence: Sequence | undefined): JsonObject {
  return sequence?.first === undefined ? {} : { [name]: sequence.first };
}
