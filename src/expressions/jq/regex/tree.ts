import type { CharSet } from './charset.ts';

/** A place in the text, not a character of it. */
export type Place =
  | 'text start'
  | 'line start'
  | 'text end'
  | 'last line end'
  | 'line end'
  | 'search start'
  | 'word border'
  | 'no word border';

/** The syntax tree of a pattern. Flags such as `i` are already worked into the sets. */
export type Node =
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly branches: readonly Node[] }
  | { readonly kind: 'char'; readonly code: number }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'place'; readonly place: Place }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly min: number;
      /** `Infinity` for no bound. */
      readonly max: number;
      readonly lazy: boolean;
    }
  /** Numbered from 1. */
  | { readonly kind: 'capture'; readonly group: number; readonly body: Node }
  /** Once matched, its other ways to match are given up. */
  | { readonly kind: 'atomic'; readonly body: Node }
  /** `behind` is how many characters to step back first; undefined in a look-ahead. */
  | {
      readonly kind: 'look';
      readonly negative: boolean;
      readonly behind: number | undefined;
      readonly body: Node;
    }
  /** What one of the groups captured, the last of them that captured and goes on here. */
  | { readonly kind: 'reference'; readonly groups: readonly number[]; readonly fold: boolean }
  /** `(?(1)yes|no)`: whether one of the groups has captured. */
  | { readonly kind: 'condition'; readonly groups: readonly number[]; readonly yes: Node; readonly no: Node }
  /** `\K`: the match is said to begin here. */
  | { readonly kind: 'keep' }
  /** A byte that is no character: it never matches. */
  | { readonly kind: 'never' };

export const nothing: Node = { kind: 'sequence', items: [] };

export function choice(branches: readonly Node[]): Node {
  const [only] = branches;
  return branches.length === 1 && only !== undefined ? only : { kind: 'choice', branches };
}

export function sequence(items: readonly Node[]): Node {
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items };
}

/** Places have no width to repeat. */
export function canRepeat(node: Node): boolean {
  if (node.kind === 'choice') return node.branches.every(canRepeat);
  return node.kind !== 'place' && node.kind !== 'look' && node.kind !== 'keep';
}
