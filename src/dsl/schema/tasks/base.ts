import { anything, closed, having, map, reference, type Schema, text } from '../build.ts';
import { timeoutOrName } from '../errors.ts';

/** Where to go on: `continue`, `exit`, `end`, or a task of the same list. */
export const directive: Schema = having('directive', text);

/** What a task of any kind may have. */
export const base: Readonly<Record<string, Schema>> = {
  if: text,
  input: reference('input'),
  output: reference('output'),
  export: reference('export'),
  timeout: timeoutOrName,
  then: directive,
  metadata: map,
};

const baseKeys = Object.fromEntries(Object.keys(base).map((key) => [key, anything]));

/** A task of one kind: what only this kind has. The keys of `base` are judged once, in `task`. */
export function task(
  title: string,
  own: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema {
  return closed(title, { ...own, ...baseKeys }, required);
}
