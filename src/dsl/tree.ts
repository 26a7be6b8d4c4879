import type { Alias, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Json } from '../json/json.ts';
import { maxAliasedNodes, maxDepth } from './limits.ts';
import { type YamlDocument, yaml } from './yaml.ts';

/** Something wrong in a document's tree, at an offset of the text. */
export interface TreeProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly offset: number;
}

/** The JSON value of a composed document. It is to be used only when there are no problems. */
export function readTree(document: YamlDocument): { readonly value: Json; readonly problems: TreeProblem[] } {
  const reader = new TreeReader();
  const value = document.contents === null ? null : reader.read(document.contents, 0);
  return { value, problems: reader.problems };
}

/** Tags that say what the core schema would have found anyway. */
const coreTags = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
);

class TreeReader {
  readonly problems: TreeProblem[] = [];
  /** The last node under each anchor so far: an alias means the nearest one before it. */
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #aliased = 0;
  /** More than zero while reading what an alias stands for. */
  #inAlias = 0;

  read(node: Node, depth: number): Json {
    const { isAlias, isMap, isSeq, isScalar } = yaml();
    if (this.#inAlias > 0 && ++this.#aliased > maxAliasedNodes) return null;
    if (isAlias(node)) return this.#readAlias(node, depth);
    this.#checkTag(node);
    if (node.anchor !== undefined && this.#inAlias === 0) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#readScalar(node);
    if (depth >= maxDepth) {
      this.#report(node, 'too-deep', `objects and lists are nested deeper than ${maxDepth} levels`);
      return null;
    }
    this.#open.add(node);
    const value = isMap(node) ? this.#readMap(node, depth) : isSeq(node) ? this.#readSeq(node, depth) : null;
    this.#open.delete(node);
    return value;
  }

  #readAlias(alias: Alias, depth: number): Json {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      this.#report(alias, 'yaml-alias', `nothing before this alias has the anchor '&${alias.source}'`);
      return null;
    }
    if (this.#open.has(target)) {
      this.#report(alias, 'yaml-alias', `the alias '*${alias.source}' stands inside what it refers to`);
      return null;
    }
    this.#inAlias++;
    const value = this.read(target, depth);
    this.#inAlias--;
    if (this.#inAlias === 0 && this.#aliased > maxAliasedNodes) {
      this.#report(
        alias,
        'yaml-alias',
        `the aliases of this document add more than ${maxAliasedNodes} nodes to it`,
      );
    }
    return value;
  }

  #readScalar(scalar: Scalar): Json {
    const { value } = scalar;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#report(
        scalar,
        'invalid-number',
        `${scalar.source ?? String(value)} is not a number that JSON has`,
      );
      return null;
    }
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : null;
  }

  #readSeq(seq: YAMLSeq, depth: number): Json {
    return seq.items.map((item) => this.#readAny(item, depth + 1));
  }

  #readMap(map: YAMLMap, depth: number): Json {
    const entries = new Map<string, Json>();
    for (const pair of map.items) {
      const key = this.#readKey(pair, map);
      const value = this.#readAny(pair.value, depth + 1);
      if (key === undefined) continue;
      if (entries.has(key)) this.#report(pair.key, 'duplicate-key', `the key '${key}' is given twice`);
      entries.set(key, value);
    }
    // Unlike assignment, this makes `__proto__` a key as any other.
    return Object.fromEntries(entries);
  }

  #readKey(pair: Pair, map: YAMLMap): string | undefined {
    const { isScalar, isNode } = yaml();
    const { key } = pair;
    if (isScalar(key) && typeof key.value === 'string') {
      this.#checkTag(key);
      if (key.anchor !== undefined && this.#inAlias === 0) this.#anchors.set(key.anchor, key);
      if (key.value === '<<' && key.type === 'PLAIN') {
        this.#report(key, 'yaml-merge', "merge keys ('<<') are not part of YAML 1.2", 'repeat the keys');
      }
      return key.value;
    }
    const hint = isScalar(key) ? 'put it in quotes' : undefined;
    const found = isScalar(key) ? `${key.source || 'an empty key'} is no text` : 'this key is no text';
    this.#report(isNode(key) ? key : map, 'invalid-key', `keys are text; ${found}`, hint);
    return undefined;
  }

  #readAny(node: unknown, depth: number): Json {
    return yaml().isNode(node) ? this.read(node, depth) : null;
  }

  #checkTag(node: Node): void {
    if (!('tag' in node) || typeof node.tag !== 'string' || coreTags.has(node.tag)) return;
    const name = node.tag.replace('tag:yaml.org,2002:', '!!');
    this.#report(
      node,
      'yaml-tag',
      `the tag ${name} is not part of YAML's core schema`,
      'write the value without a tag, in quotes where it is text',
    );
  }

  #report(node: unknown, code: string, message: string, hint?: string): void {
    const offset = yaml().isNode(node) ? (node.range?.[0] ?? 0) : 0;
    this.problems.push({ code, message, offset, ...(hint === undefined ? {} : { hint }) });
  }
}
