import type { Node } from './ast.ts';
import { isBounded } from './extent.ts';

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

/**
 * True when a filter's results need no check, unless the evaluation finds itself `suspicious`: they are plain JSON,
 * and at most some times as large as its input.
 */
export function isHarmless(node: Node): boolean {
  return isPlain(node) && isBounded(node);
}

/**
 * True when a filter can only give plain JSON (finite numbers, no deeper than its input and its own text), as far as no
 * calculation goes out of the range of numbers. Careful rather than exact: loops and definitions make it false.
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
    case 'binary':
      return isPlain(node.left) && isPlain(node.right);
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
