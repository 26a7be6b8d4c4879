import type { Pair, YAMLMap } from 'yaml';
import { type Pointer, segments } from '../json/pointer.ts';
import { type YamlDocument, yaml } from './yaml.ts';

/** Offsets of a node in the text: its value, and the key that names it (the value itself for a list's item). */
interface Place {
  readonly key: number;
  readonly value: number;
}

/** Finds the places of a document's nodes. Keys are indexed when first asked for, so that many questions stay cheap. */
export class Locator {
  readonly #document: YamlDocument;
  readonly #indexes = new Map<YAMLMap, ReadonlyMap<unknown, Pair>>();

  constructor(document: YamlDocument) {
    this.#document = document;
  }

  /** The place of a node, or of its nearest ancestor that is there. Nothing inside an alias has a place of its own. */
  find(pointer: Pointer): Place {
    const { isMap, isSeq, isNode, isScalar } = yaml();
    let node: unknown = this.#document.contents;
    const start = offsetOf(node) ?? this.#document.range[0];
    let place: Place = { key: start, value: start };
    for (const segment of segments(pointer)) {
      if (isMap(node)) {
        const pair = this.#index(node).get(segment);
        if (pair === undefined) return place;
        const key = offsetOf(pair.key) ?? place.value;
        node = pair.value;
        const empty = isScalar(node) && node.source === '';
        place = { key, value: empty ? key : (offsetOf(node) ?? key) };
      } else if (isSeq(node)) {
        const item: unknown = /^\d+$/.test(segment) ? node.items[Number(segment)] : undefined;
        if (!isNode(item)) return place;
        node = item;
        const value = offsetOf(item) ?? place.value;
        place = { key: value, value };
      } else {
        return place;
      }
    }
    return place;
  }

  #index(map: YAMLMap): ReadonlyMap<unknown, Pair> {
    const { isScalar } = yaml();
    let index = this.#indexes.get(map);
    if (index === undefined) {
      index = new Map(map.items.map((pair) => [isScalar(pair.key) ? pair.key.value : undefined, pair]));
      this.#indexes.set(map, index);
    }
    return index;
  }
}

function offsetOf(node: unknown): number | undefined {
  return yaml().isNode(node) ? node.range?.[0] : undefined;
}
