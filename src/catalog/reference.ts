import { posix } from 'node:path';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { join, type Pointer, segments } from '../json/pointer.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import type { Source } from './source.ts';

/** A value and the place it stands at: what a `$ref` is relative to. */
export interface Place {
  readonly source: Source;
  readonly pointer: Pointer;
  readonly value: Json | undefined;
}

/** The files a document consists of: its own, and those its `$ref`s lead to, by absolute path. */
export type Sources = ReadonlyMap<string, Source>;

/** Longest chain of `$ref`s that lead to `$ref`s. */
const maxHops = 50;

/** An absolute form of a path, so that files find each other whatever folder they are named from. */
export function absolute(path: string): string {
  return posix.resolve(path.replaceAll('\\', '/'));
}

export function rootOf(source: Source): Place {
  return { source, pointer: '', value: source.value };
}

/** The member of an object or array, without following a `$ref` it may hold. */
export function member(place: Place, key: string | number): Place {
  const { value } = place;
  const inner = Array.isArray(value)
    ? value[Number(key)]
    : isObject(value) && Object.hasOwn(value, key)
      ? value[key]
      : undefined;
  return { source: place.source, pointer: join(place.pointer, key), value: inner };
}

export function members(place: Place): readonly (readonly [string, Place])[] {
  const { value } = place;
  const keys = Array.isArray(value) || isObject(value) ? Object.keys(value) : [];
  return keys.map((key) => [key, member(place, key)] as const);
}

/** One text for a place, the same from whatever `$ref` it was reached. */
export function placeKey(place: Place): string {
  return `${absolute(place.source.path)}#${place.pointer}`;
}

/** The places a place leads to over `$ref`s, itself first. It ends where a `$ref` leads nowhere or round in a circle. */
export function hops(place: Place, sources: Sources): readonly Place[] {
  const path = [place];
  let reference = referenceOf(place.value);
  for (
    let here = place;
    reference !== undefined && path.length < maxHops;
    reference = referenceOf(here.value)
  ) {
    const next = target(here, reference, sources);
    if (next === undefined) break;
    here = next;
    path.push(here);
  }
  return path;
}

/** What a place means: itself, or where its `$ref` ends. */
export function follow(place: Place, sources: Sources): Place {
  return hops(place, sources).at(-1) ?? place;
}

/** The text of a `$ref`, when the value is a reference object. */
export function referenceOf(value: Json | undefined): string | undefined {
  const reference = isObject(value) ? value['$ref'] : undefined;
  return typeof reference === 'string' ? reference : undefined;
}

/** Where one `$ref` at a place leads; undefined when nothing is there. */
export function target(place: Place, reference: string, sources: Sources): Place | undefined {
  const { file, pointer } = split(reference);
  const source = file === '' ? place.source : sources.get(resolveFile(place.source, file));
  if (source === undefined) return undefined;
  const found = segments(pointer).reduce(member, rootOf(source));
  return found.value === undefined ? undefined : found;
}

function resolveFile(from: Source, file: string): string {
  return absolute(posix.join(posix.dirname(from.path.replaceAll('\\', '/')), file));
}

function split(reference: string): { readonly file: string; readonly pointer: Pointer } {
  const [file = '', fragment = ''] = decoded(reference).split('#', 2);
  return { file, pointer: fragment === '/' ? '' : fragment };
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

/** True when the `$ref`s from this place lead round in a circle. */
export function isCircular(place: Place, sources: Sources): boolean {
  return hops(place, sources).length >= maxHops;
}

/** Why a `$ref` is refused, or the file it needs. */
export type Reference =
  | { readonly kind: 'inside' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string };

/** Judges a `$ref` by its text alone. */
export function classify(from: Source, reference: string): Reference {
  const { file } = split(reference);
  if (file === '') return { kind: 'inside' };
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(file)) {
    return {
      kind: 'refused',
      message: `$ref "${reference}" leads to the network or to another scheme, and nothing is fetched`,
      hint: 'save it beside this file and refer to it by a relative path',
    };
  }
  if (file.startsWith('/') || file.startsWith('\\')) {
    return {
      kind: 'refused',
      message: `$ref "${reference}" is an absolute path`,
      hint: 'refer to the file by a path relative to this one',
    };
  }
  return { kind: 'file', path: resolveFile(from, file) };
}

/** Every `$ref` of a file with the place of its object. */
export function references(source: Source): readonly { readonly place: Place; readonly text: string }[] {
  const found: { place: Place; text: string }[] = [];
  const walk = (place: Place) => {
    const text = referenceOf(place.value);
    if (text !== undefined) found.push({ place, text });
    for (const [, inner] of members(place)) walk(inner);
  };
  walk(rootOf(source));
  return found;
}

/** A diagnostic at a place. */
export function complain(
  place: Place,
  what: Pick<Diagnostic, 'code' | 'message' | 'hint'> & { readonly severity?: Diagnostic['severity'] },
): Diagnostic {
  return {
    severity: 'error',
    ...what,
    file: place.source.path,
    position: place.source.locate(place.pointer),
    pointer: place.pointer,
  };
}

export function objectAt(place: Place): JsonObject {
  return isObject(place.value) ? place.value : {};
}

export function textAt(place: Place): string | undefined {
  return typeof place.value === 'string' ? place.value : undefined;
}
