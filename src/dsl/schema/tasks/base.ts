import { closed, having, map, reference, type Schema, text } from '../build.ts';
import { timeoutOrName } from '../errors.ts';

/** Where to go on: `continue`, `exit`, `end`, or a task of the same list. */
export const directive: Schema = having('directive', text);

const base: Readonly<Record<string, Schema>> = {
  if: text,
  input: reference('input'),
  output: reference('output'),
  export: reference('export'),
  timeout: timeoutOrName,
  then: directive,
  metadata: map,
};

/** A task of one kind: what every task has, and what only this kind has. */
export function task(
  title: string,
  own: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema {
  return closed(title, { ...own, ...base }, required);
}
