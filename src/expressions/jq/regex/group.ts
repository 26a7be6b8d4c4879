import type { Cursor } from './cursor.ts';
import { lookBehind, widthOf } from './look-behind.ts';
import type { Flags, Parser } from './parser.ts';
import { readName, readReference } from './reference.ts';
import { RegexRefusal } from './syntax-error.ts';
import { choice, type Node, nothing, sequence } from './tree.ts';

/** Reads a group after its `(`. No node at all for flags that hold from here to the end of the group around. */
export function readGroup(parser: Parser): Node[] {
  const { cursor } = parser;
  if (cursor.done) throw cursor.error('end pattern with unmatched parenthesis');
  if (cursor.peek() === '*') throw new RegexRefusal('callouts are not supported');
  if (!cursor.take('?')) return [readCapture(parser)];
  if (cursor.done) throw cursor.error('end pattern in group');
  const kind = cursor.next();
  switch (kind) {
    case ':':
      return [parser.body()];
    case '=':
    case '!':
      return [{ kind: 'look', negative: kind === '!', behind: undefined, body: parser.body() }];
    case '>':
      return [{ kind: 'atomic', body: parser.body() }];
    case '<':
      return [readAfterAngle(parser)];
    case "'":
      return [readCapture(parser, readName(cursor, "'"))];
    case '(':
      return [readCondition(parser)];
    case '~':
      throw new RegexRefusal('absent groups are not supported');
    case '{':
      throw new RegexRefusal('callouts are not supported');
  }
  if (/^[&R0-9]/.test(kind) || (/^[+-]/.test(kind) && /^[0-9]/.test(cursor.peek()))) {
    throw new RegexRefusal('calls of groups are not supported');
  }
  cursor.at--;
  if (kind === ')') throw cursor.error('undefined group option');
  return readFlags(parser);
}

function readCapture(parser: Parser, name?: string): Node {
  const { groups } = parser;
  const group = ++groups.count;
  if (name !== undefined) groups.names.set(name, [...(groups.names.get(name) ?? []), group]);
  const body = parser.body();
  groups.widths.set(group, widthOf(body, groups));
  return { kind: 'capture', group, body };
}

/** `(?<=`, `(?<!` or `(?<name>`. */
function readAfterAngle(parser: Parser): Node {
  const { cursor } = parser;
  if (cursor.done) throw cursor.error('end pattern with unmatched parenthesis');
  const negative = cursor.peek() === '!';
  if (!negative && cursor.peek() !== '=') return readCapture(parser, readName(cursor, '>'));
  const start = cursor.at++;
  const look = lookBehind(parser.body(), negative, parser.groups);
  if (look !== undefined) return look;
  parser.complaint ??= cursor.error('invalid pattern in look-behind', start);
  return { kind: 'look', negative, behind: 0, body: nothing };
}

/** `(?(1)yes|no)`, `(?(<name>)yes|no)`; the condition alone is a check. */
function readCondition(parser: Parser): Node {
  const { cursor } = parser;
  const groups = readConditionGroups(parser);
  if (cursor.take(')')) return { kind: 'condition', groups, yes: nothing, no: { kind: 'never' } };
  const [yes = nothing, ...no] = parser.branches();
  parser.close();
  return { kind: 'condition', groups, yes, no: no.length === 0 ? nothing : choice(no) };
}

function readConditionGroups(parser: Parser): readonly number[] {
  const { cursor } = parser;
  const open = cursor.peek();
  if (open === '<' || open === "'") {
    cursor.next();
    const groups = readReference(cursor, parser.groups, open === '<' ? '>' : "'");
    if (!cursor.take(')')) throw cursor.error('end pattern in group');
    return groups;
  }
  if (/^[0-9+-]/.test(open)) return readReference(cursor, parser.groups, ')');
  throw new RegexRefusal('conditions on patterns are not supported');
}

/** `(?i)`, `(?i-x)`, or `(?i:…)`. */
function readFlags(parser: Parser): Node[] {
  const { cursor } = parser;
  const before = parser.flags;
  const flags = parseFlags(cursor, before);
  if (cursor.next() === ')') {
    parser.flags = flags;
    return [];
  }
  parser.flags = flags;
  const body = parser.body();
  parser.flags = before;
  return [sequence([body, nothing])];
}

function parseFlags(cursor: Cursor, before: Flags): Flags {
  let flags = before;
  let on = true;
  for (;;) {
    const char = cursor.peek();
    if (char === '') throw cursor.error('end pattern in group');
    if (char === ':' || char === ')') return flags;
    cursor.next();
    if (char === '-') on = false;
    else if (char === 'i') flags = { ...flags, fold: on };
    else if (char === 'x') flags = { ...flags, extended: on };
    else if (char === 's') flags = { ...flags, dotAll: on };
    else if (char === 'm') flags = { ...flags, lines: on };
    else throw cursor.error('undefined group option');
  }
}
