import { hash as digest } from 'node:crypto';

/**
 * Where rows live. Every key starts with the tag of its partition, `{eventctl:3}`, so that all rows of an instance and
 * all scripts about it stay in one Redis Cluster slot. An instance lives in the partition of its id, an event in the
 * partition of its source and id; definitions and services live under `{eventctl:meta}`.
 */
export interface Partitions {
  readonly count: number;
  /** Tags of all partitions. */
  readonly tags: readonly string[];
  /** The tag of the partition that a name belongs to. */
  of(name: string): string;
}

export function createPartitions(prefix: string, count: number): Partitions {
  const tags = Array.from({ length: count }, (_, index) => tagOf(prefix, index));
  return { count, tags, of: (name) => tagOf(prefix, hash(name) % count) };
}

export function metaTag(prefix: string): string {
  return `{${prefix}:meta}`;
}

function tagOf(prefix: string, index: number): string {
  return `{${prefix}:${index}}`;
}

/** FNV-1a over UTF-16 units. It decides where stored rows are looked for, so it must never change. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  }
  // The low bits of FNV mix badly for names that end alike.
  return (value ^ (value >>> 15)) >>> 0;
}

/** A short name for an event: who sent it under which id. */
export function eventIdentity(source: string, id: string): string {
  return digest('sha256', JSON.stringify([source, id]), 'base64url');
}
