import type { Json } from '../json/json.ts';
import type { Pointer } from '../json/pointer.ts';
import type { Diagnostic, Finding, Position } from '../problem/diagnostic.ts';
import type { DocumentKind } from './kind.ts';
import { maxDiagnostics } from './limits.ts';

/** One document of a file, read but not checked. */
export interface ParsedDocument {
  /** Path as the user named it. */
  readonly file: string;
  /** The text of this one document. */
  readonly text: string;
  readonly kind: DocumentKind;
  readonly value: Json;
  /**
   * Where a node stands in the file: its value, or the key that names it. For a pointer that is not there, the
   * nearest ancestor that is; inside what an alias stands for, the alias. A number asks for a character of the text
   * that is the node's value, by the UTF-16 units of the text before it; that is found behind an alias too.
   */
  readonly locate: (pointer: Pointer, what?: 'value' | 'key' | number) => Position;
}

/** Codes whose subject is a name or a whole node rather than what is written as its value. */
const keyCodes: ReadonlySet<string> = new Set([
  'unknown-key',
  'missing-key',
  'conflicting-keys',
  'misplaced-key',
  'duplicate-name',
  'duplicate-default',
  'reserved-name',
  'task-kind',
  'task-item',
  'not-supported',
]);

/**
 * Gives findings about a document their place in its file: sorted by position, each said once. Findings about names
 * (an unknown key, a duplicate task) stand at the key, those about a part of a text at its first character, the others at
 * the value.
 */
export function place(findings: readonly Finding[], document: ParsedDocument): Diagnostic[] {
  const placed = findings.map((finding): Diagnostic => {
    const { hint, severity = 'error', offset, ...rest } = finding;
    const what = offset ?? (keyCodes.has(finding.code) ? 'key' : 'value');
    const position = document.locate(finding.pointer, what);
    return { ...rest, severity, ...(hint === undefined ? {} : { hint }), file: document.file, position };
  });
  const sorted = distinct(placed).sort(byPosition);
  const told = sorted.slice(0, maxDiagnostics);
  const last = told.at(-1);
  if (last !== undefined && sorted.length > told.length)
    told.push(leftOut(last, sorted.length - told.length));
  return told;
}

function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map(diagnostics.map((one) => [`${one.code} ${one.pointer} ${one.message}`, one]));
  return [...seen.values()];
}

function byPosition(left: Diagnostic, right: Diagnostic): number {
  return left.position.line - right.position.line || left.position.column - right.position.column;
}

function leftOut(last: Diagnostic, count: number): Diagnostic {
  const { file, position, pointer } = last;
  const message = `${count} more findings are left out`;
  return { code: 'too-many', severity: last.severity, message, file, position, pointer };
}

/**
 * `file:line:column: error: message [code]`, and the hint on an indented line below it. With `line`, the text of the
 * line that it stands in, this is shown between them, with a caret below the character.
 */
export function formatDiagnostic(diagnostic: Diagnostic, line = ''): string {
  const { file, position, severity, message, code, hint } = diagnostic;
  const head = `${printable(file)}:${position.line}:${position.column}: ${severity}: ${printable(message)} [${code}]`;
  return [
    head,
    ...(line.trim() === '' ? [] : excerpt(line, position)),
    ...(hint === undefined ? [] : [`    hint: ${printable(hint)}`]),
  ].join('\n');
}

/** Most characters of a line that are shown, and how many of them before the one that matters. */
const maxExcerpt = 100;
const maxBefore = 70;

/** The part of a line around a column, behind the line's number, and a line with the caret. */
function excerpt(line: string, position: Position): string[] {
  // A character takes two units at most: of a long line no more is looked at than could be shown.
  const at = position.column - 1;
  const before = characters(line.slice(Math.max(0, at - 2 * maxBefore - 1), at));
  const after = characters(line.slice(at, at + 2 * maxExcerpt).trimEnd());
  const cut = before.length > maxBefore ? ['…', ...before.slice(-maxBefore)] : before;
  const room = maxExcerpt - cut.length;
  const rest = after.length > room ? [...after.slice(0, room), '…'] : after;
  const number = String(position.line);
  return [
    `    ${number} | ${[...cut, ...rest].join('')}`,
    `    ${' '.repeat(number.length)} | ${' '.repeat(cut.length)}^`,
  ];
}

function characters(text: string): string[] {
  return Array.from(printable(text.replaceAll('\t', ' ')));
}

/** Control characters of a definition must not reach the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\uFFFD');
}
