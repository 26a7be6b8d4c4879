import type { Groups } from './reference.ts';
import { type Node, nothing, sequence } from './tree.ts';

/** The longest way back, in characters. */
const MAX_BEHIND = 65_535;

/**
 * What a look-behind may hold, and how far it looks back. Its width must be the same whichever way it matches, except
 * that a repeated character at its beginning counts as often as it must: `(?<=a+)` is `(?<=a)`. Undefined when it is
 * not allowed.
 */
export function lookBehind(body: Node, negative: boolean, groups: Groups): Node | undefined {
  if (!allowed(body, negative)) return undefined;
  const reduced = body.kind === 'choice' ? { ...body, branches: body.branches.map(reduce) } : reduce(body);
  if (surelyEmpty(reduced)) return { kind: 'look', negative, behind: 0, body: nothing };
  const behind = widthOf(reduced, groups);
  if (behind === undefined || behind > MAX_BEHIND) return undefined;
  return { kind: 'look', negative, behind, body: reduced };
}

function allowed(node: Node, negative: boolean): boolean {
  const inside = (child: Node) => allowed(child, negative);
  switch (node.kind) {
    case 'sequence':
      return node.items.every(inside);
    case 'choice':
      return node.branches.every(inside);
    case 'place':
      return node.place !== 'text end' && node.place !== 'last line end';
    case 'repeat':
    case 'atomic':
      return inside(node.body);
    case 'capture':
      return !negative && inside(node.body);
    case 'look':
      return node.behind !== undefined && (negative || !node.negative) && inside(node.body);
    case 'condition':
      return inside(node.yes) && inside(node.no);
    default:
      return true;
  }
}

/** Whether it can match nothing at all, with nothing but characters in it: then the look always matches. */
function surelyEmpty(node: Node): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.every(surelyEmpty);
    case 'choice':
      return node.branches.some(surelyEmpty);
    case 'repeat':
      return node.min === 0 || surelyEmpty(node.body);
    case 'atomic':
      return surelyEmpty(node.body);
    default:
      return false;
  }
}

/** Takes the repetitions of characters at the beginning as often as they must be there. */
function reduce(node: Node): Node {
  if (node.kind !== 'sequence') return reduceRepeat(node) ?? node;
  const items = [...node.items];
  for (const [index, item] of items.entries()) {
    const reduced = reduceRepeat(item);
    if (reduced === undefined) break;
    items[index] = reduced;
    if (reduced !== nothing) break;
  }
  return sequence(items);
}

function reduceRepeat(node: Node): Node | undefined {
  if (node.kind !== 'repeat') return undefined;
  const { kind } = node.body;
  if (kind !== 'char' && kind !== 'set' && kind !== 'reference') return undefined;
  return node.min === 0 ? nothing : { ...node, max: node.min };
}

/** How many characters the node takes; undefined when that differs. */
export function widthOf(node: Node, groups: Groups): number | undefined {
  const width = (child: Node) => widthOf(child, groups);
  switch (node.kind) {
    case 'char':
    case 'set':
    case 'never':
      return 1;
    case 'sequence':
      return sum(node.items.map(width));
    case 'choice':
      return same(node.branches.map(width));
    case 'condition':
      return same([width(node.yes), width(node.no)]);
    case 'repeat': {
      const one = node.max === 0 ? 0 : width(node.body);
      if (one === 0 && node.max !== Number.POSITIVE_INFINITY) return 0;
      return node.min === node.max && one !== undefined ? one * node.min : undefined;
    }
    case 'capture':
    case 'atomic':
      return width(node.body);
    case 'reference':
      // A group that is still open takes nothing here.
      return same(node.groups.map((group) => (groups.widths.has(group) ? groups.widths.get(group) : 0)));
    default:
      return 0;
  }
}

function sum(widths: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const width of widths) {
    if (width === undefined) return undefined;
    total += width;
  }
  return total;
}

function same(widths: readonly (number | undefined)[]): number | undefined {
  const [first] = widths;
  return widths.every((one) => one === first) ? first : undefined;
}
