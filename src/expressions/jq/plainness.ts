import type { Node } from './ast.ts';

/** Builtins that give back what they find, or text, booleans and counts: never a strange number, never a new depth. */
const harmless = new Set(
  (
    'all any ascii_downcase ascii_upcase arrays booleans capture contains empty endswith error explode first ' +
    'getpath group_by has implode in index indices inside isempty join keys keys_unsorted last length limit ltrim ' +
    'ltrimstr map max max_by min min_by not now nth nulls objects paths reverse rindex rtrim rtrimstr ' +
    'scalars scan select skip sort sort_by split splits startswith strings sub gsub test to_entries tojson tostring ' +
    'trim trimstr type unique unique_by utf8bytelength values'
  ).split(' '),
);

const arithmetic = new Set<string>(['+', '-', '*', '/', '%']);

/** Often enough that a result which holds its input so many times is not too large for those who handled the input. */
const COPIES = 50;

/** True when a filter's results need no check: they are plain JSON, and at most some times as large as its input. */
export function isHarmless(node: Node): boolean {
  return isPlain(node) && copies(node) <= COPIES;
}

/** How many times the text of the input, or of the largest variable, an output may hold; infinite where loops decide. */
function copies(node: Node | undefined): number {
  if (node === undefined) return 1;
  switch (node.kind) {
    case 'identity':
    case 'variable':
    case 'literal':
    case 'binary':
    case 'and':
    case 'or':
      return 1;
    case 'index':
      return copies(node.target);
    case 'object':
      return sum(node.entries.map((entry) => copies(entry.value) + copies(entry.key)));
    case 'text':
      return sum(node.parts.map((part) => (typeof part === 'string' ? 0 : copies(part))));
    case 'array':
      return node.body === undefined ? 0 : listed(node.body);
    case 'pipe':
      return copies(node.left) * copies(node.right);
    case 'alternative':
      return Math.max(copies(node.left), copies(node.right));
    case 'if':
      return Math.max(copies(node.consequence), copies(node.otherwise));
    case 'bind':
      return Math.max(copies(node.source), 1) * copies(node.body);
    case 'call':
      return measures.has(node.name) ? 1 : Number.POSITIVE_INFINITY;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** Builtins whose output is never larger than their input. */
const measures = new Set([
  'length',
  'keys',
  'not',
  'has',
  'type',
  'first',
  'last',
  'tostring',
  'test',
  'any',
  'all',
]);

function listed(node: Node): number {
  return node.kind === 'comma' ? listed(node.left) + listed(node.right) : copies(node);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/**
 * True when a filter can only give plain JSON (finite numbers, no deeper than its input and its own text). Careful rather than exact: arithmetic, loops and definitions make it false.
 */
function isPlain(node: Node | undefined): boolean {
  if (node === undefined) return true;
  switch (node.kind) {
    case 'identity':
    case 'descend':
    case 'variable':
    case 'break':
    case 'format':
    case 'and':
    case 'or':
      return true;
    case 'literal':
      return typeof node.value !== 'number' || Number.isFinite(node.value);
    case 'text':
      return node.parts.every((part) => typeof part === 'string' || isPlain(part));
    case 'index':
      return isPlain(node.target) && isPlain(node.key);
    case 'slice':
      return isPlain(node.target) && isPlain(node.from) && isPlain(node.to);
    case 'iterate':
      return isPlain(node.target);
    case 'array':
    case 'label':
    case 'negate':
      return isPlain(node.body);
    case 'object':
      return node.entries.every((entry) => isPlain(entry.key) && isPlain(entry.value));
    case 'pipe':
    case 'comma':
    case 'alternative':
      return isPlain(node.left) && isPlain(node.right);
    case 'binary':
      // A comparison is a boolean, whatever it compares.
      return !arithmetic.has(node.operator);
    case 'if':
      return isPlain(node.consequence) && isPlain(node.otherwise);
    case 'try':
      return isPlain(node.body) && isPlain(node.handler);
    case 'bind':
      return isPlain(node.source) && isPlain(node.body);
    case 'call':
      return node.name === 'select' || (harmless.has(node.name) && node.args.every(isPlain));
    case 'assign':
    case 'reduce':
    case 'foreach':
    case 'define':
      return false;
  }
}
