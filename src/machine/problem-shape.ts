import { isObject, type Json } from '../json/json.ts';
import type { Problem } from '../problem/problem.ts';

/** True for a problem that was kept as plain JSON in a frame's memory. */
export function isProblem(value: Json | undefined): value is Problem {
  return (
    value !== undefined &&
    isObject(value) &&
    typeof value['type'] === 'string' &&
    typeof value['status'] === 'number'
  );
}
