import type { Alias, Node, Pair, YAMLMap } from 'yaml';
import { type Pointer, segments } from '../json/pointer.ts';
import { offsetInside } from './inside.ts';
import { type YamlDocument, yaml } from './yaml.ts';

/** Offsets of a node in the text: its value, and the key that names it (the value itself for a list's item). */
interface Place {
  readonly key: number;
  readonly value: number;
}

/** Finds the places of a document's nodes. Keys are indexed when first asked for, so that many questions stay cheap. */
export class Locator {
  readonly #document: YamlDocument;
  /** Text of the whole file: a node's range counts from its start. */
  readonly #text: string;
  readonly #indexes = new Map<YAMLMap, ReadonlyMap<unknown, Pair>>();
  #targets: ReadonlyMap<Alias, Node> | undefined;

  constructor(document: YamlDocument, text: string) {
    this.#document = document;
    this.#text = text;
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

  /**
   * The offset of a character of the text that a node has as its value. Where the way leads through an alias it goes
   * on in what the alias stands for. For a node that has no such text, the place of its value.
   */
  inside(pointer: Pointer, offset: number): number {
    const { isScalar } = yaml();
    const node = this.#resolve(pointer);
    const found = isScalar(node) ? offsetInside(this.#text, node, offset) : undefined;
    return found ?? this.find(pointer).value;
  }

  #resolve(pointer: Pointer): unknown {
    const { isMap, isSeq } = yaml();
    let node = this.#behind(this.#document.contents);
    for (const segment of segments(pointer)) {
      if (isMap(node)) node = this.#behind(this.#index(node).get(segment)?.value);
      else if (isSeq(node)) node = this.#behind(node.items[Number(segment)]);
      else return undefined;
    }
    return node;
  }

  /** What an alias stands for: the nearest node before it that has the anchor. */
  #behind(node: unknown): unknown {
    if (!yaml().isAlias(node)) return node;
    this.#targets ??= targetsOf(this.#document);
    return this.#targets.get(node);
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

/** What every alias of a document stands for. */
function targetsOf(document: YamlDocument): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  yaml().visit(document, {
    Value: (_key, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias: (_key, alias) => {
      const target = anchors.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
  });
  return targets;
}
