import type { Json } from '../../json/json.ts';
import { codePoints } from './access.ts';
import type { Run } from './run.ts';
import { isArray, isObject, wrongType } from './values.ts';

/** `length`: of null 0, of text its code points, of a number its absolute value. */
export function length(input: Json, run: Run): number {
  if (input === null) return 0;
  if (typeof input === 'string') {
    run.scan(input.length);
    return codePoints(input).length;
  }
  if (typeof input === 'number') return Math.abs(input);
  if (isArray(input)) return input.length;
  if (isObject(input)) {
    const { length } = Object.keys(input);
    run.scan(length);
    return length;
  }
  throw wrongType(input, 'has no length');
}
