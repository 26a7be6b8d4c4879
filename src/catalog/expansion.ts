import { follow, members, type Place, placeKey, referenceOf, rootOf, type Sources } from './reference.ts';
import type { Source } from './source.ts';

/** Nodes that a document may have with every `$ref` replaced by what it leads to. The parser does that; it takes seconds here. */
export const maxExpandedNodes = 200_000;

/**
 * How many nodes a document has with every `$ref` replaced, without doing it: a few lines of `$ref`s to `$ref`s can
 * stand for billions. What leads round in a circle counts once.
 */
export function expandedSize(root: Source, sources: Sources): number {
  const sizes = new Map<string, number>();
  const open = new Set<string>();
  const sizeOf = (place: Place): number => {
    if (referenceOf(place.value) === undefined) return contents(place);
    const end = follow(place, sources);
    const key = placeKey(end);
    const known = sizes.get(key);
    if (known !== undefined) return known;
    if (open.has(key) || referenceOf(end.value) !== undefined) return 1;
    open.add(key);
    const size = contents(end);
    open.delete(key);
    sizes.set(key, size);
    return size;
  };
  const contents = (place: Place): number =>
    members(place).reduce((sum, [, inner]) => sum + sizeOf(inner), 1);
  return sizeOf(rootOf(root));
}
