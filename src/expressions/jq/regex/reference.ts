import { type Cursor, isDigit } from './cursor.ts';
import { RegexRefusal } from './syntax-error.ts';
import type { Node } from './tree.ts';

/** The capturing groups read so far, and the highest number that something referred to. */
export interface Groups {
  count: number;
  readonly names: Map<string, number[]>;
  highest: number;
  /** How many characters each complete group takes; undefined when that differs. */
  readonly widths: Map<number, number | undefined>;
}

/** Reads the number of `\1`; undefined where it is an octal number: it has more digits than there are groups. */
export function backReference(cursor: Cursor, groups: Groups, fold: boolean): Node | undefined {
  const start = cursor.at;
  const group = Number(cursor.run(/^[0-9]/));
  if (group <= 9 || group <= groups.count) return refer(groups, [group], fold);
  cursor.at = start;
  return undefined;
}

/** Reads `k<name>`, `k'name'`, `k<1>` or `k<-1>`. */
export function namedReference(cursor: Cursor, groups: Groups, fold: boolean): Node {
  cursor.next();
  return refer(groups, readReference(cursor, groups, cursor.next() === '<' ? '>' : "'"), fold);
}

function refer(groups: Groups, wanted: readonly number[], fold: boolean): Node {
  groups.highest = Math.max(groups.highest, ...wanted);
  return { kind: 'reference', groups: wanted, fold };
}

/** The groups that a number or a name up to a closing character stands for. */
export function readReference(cursor: Cursor, groups: Groups, end: string): readonly number[] {
  const start = cursor.at;
  const name = cursor.run(end === '>' ? /^[^>)]/ : end === ')' ? /^[^)]/ : /^[^')]/);
  if (name === '') throw cursor.error('group name is empty', start);
  if (!cursor.take(end)) throw cursor.error(`invalid group name <${name}>`, start);
  const number = /^([+-]?)([0-9]+)$/.exec(name);
  if (number !== null) {
    const [, sign, digits] = number;
    const distance = Number(digits);
    if (sign !== '' && distance === 0) throw cursor.error(`invalid group name <${name}>`, start);
    const group =
      sign === '-' ? groups.count + 1 - distance : sign === '+' ? groups.count + distance : distance;
    if (group <= 0) throw cursor.error('invalid backref number/name', start);
    groups.highest = Math.max(groups.highest, group);
    return [group];
  }
  if (/^.+[+-][0-9]+$/.test(name)) throw new RegexRefusal('back-references with a level are not supported');
  if (isDigit(name.charAt(0)) || /^[+-]/.test(name))
    throw cursor.error(`invalid group name <${name}>`, start);
  const named = groups.names.get(name);
  if (named === undefined) throw cursor.error(`undefined name <${name}> reference`, start);
  return named;
}

const wordStart = /^[\p{Alphabetic}\p{M}\p{Pc}]/u;

/** Reads the name of a group; any word character may begin it except a digit. */
export function readName(cursor: Cursor, end: string): string {
  const start = cursor.at;
  const name = cursor.run(end === '>' ? /^[^>)]/ : /^[^')]/);
  if (name === '' && !cursor.done && cursor.peek() === end) throw cursor.error('group name is empty', start);
  if (isDigit(name.charAt(0)) || /^[+-]/.test(name) || cursor.peek() !== end) {
    throw cursor.error(`invalid group name <${name}>`, start);
  }
  if (!wordStart.test(name)) throw cursor.error(`invalid char in group name <${name}>`, start);
  cursor.next();
  return name;
}
