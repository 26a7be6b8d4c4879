import type { Json } from '../json/json.ts';

/** jq's notion of true: everything but `false` and `null`. */
export function isTrue(value: Json): boolean {
  return value !== false && value !== null;
}
