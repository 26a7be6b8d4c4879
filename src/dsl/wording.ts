import { isObject } from '../json/json.ts';
import { type Pointer, segments } from '../json/pointer.ts';

const maxQuoted = 60;

/** A text of the author's in a message: quoted, and short. */
export function quote(text: string): string {
  return text.length > maxQuoted ? `'${text.slice(0, maxQuoted)}…'` : `'${text}'`;
}

/** `'a', 'b' or 'c'` */
export function alternatives(names: readonly string[]): string {
  return listed(names, 'or');
}

/** `'a', 'b' and 'c'` */
export function together(names: readonly string[]): string {
  return listed(names, 'and');
}

function listed(names: readonly string[], conjunction: string): string {
  const quoted = names.map(quote);
  const last = quoted.pop();
  if (last === undefined) return '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${conjunction} ${last}`;
}

/** What a message calls a node: its key, or its place in the list that it is in. */
export function subject(pointer: Pointer): string {
  const path = segments(pointer);
  const last = path.at(-1);
  if (last === undefined) return 'the document';
  if (!/^\d+$/.test(last)) return quote(last);
  const list = path.at(-2);
  return `item ${Number(last) + 1}${list === undefined ? '' : ` of ${quote(list)}`}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'nothing',
};

/** A type of JSON Schema in words. */
export function typeName(type: string): string {
  return typeNames[type] ?? type;
}

/** The type of a value in words. */
export function typeOf(value: unknown): string {
  if (value === null) return typeName('null');
  if (Array.isArray(value)) return typeName('array');
  return isObject(value) ? typeName('object') : typeName(typeof value);
}
