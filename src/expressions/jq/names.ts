import type { Definition } from './ast.ts';
import type { Code } from './code.ts';

/**
 * What the compiler knows of a frame chain: which names stand on it and how many links up. Functions take no link of
 * their own; they only mark the place where they were defined.
 */
export type Names = Name | undefined;

export type Name = { readonly parent: Names } & (
  | { readonly kind: 'value'; readonly name: string; readonly parameter: boolean }
  | { readonly kind: 'filter'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'function'; readonly defined: FunctionCode }
);

/** A function while and after it is compiled. Until then, calls inside itself are bound late. */
export interface FunctionCode {
  readonly definition: Definition;
  code: Code | undefined;
}

export interface Found {
  readonly name: Name;
  readonly links: number;
}

/** Finds a name, innermost first. */
export function find(names: Names, wanted: (name: Name) => boolean): Found | undefined {
  let links = 0;
  for (let name = names; name !== undefined; name = name.parent) {
    if (wanted(name)) return { name, links };
    if (name.kind !== 'function') links++;
  }
  return undefined;
}

/** The candidate that is fewest edits away, when that is close enough to be a slip. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = edits(name, candidate);
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function edits(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[right.length] ?? 0;
}
