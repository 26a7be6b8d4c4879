import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join, type Pointer, resolve } from '../../json/pointer.ts';
import type { Finding } from '../../problem/diagnostic.ts';
import type { Role } from '../schema/build.ts';
import type { Places } from '../validate.ts';

/** What a check looks at. The document may have errors of the schema, so every check reads it with care. */
export interface Subject {
  readonly value: Json;
  readonly places: Places;
  /** Call names that plug-ins add. */
  readonly plugins: ReadonlySet<string>;
}

/** One family of rules that the schema cannot say. */
export type Check = (subject: Subject) => readonly Finding[];

export interface Place {
  readonly pointer: Pointer;
  readonly value: Json;
}

/** The nodes that have a role, in the order of the document. */
export function having(subject: Subject, role: Role): Place[] {
  return (subject.places.get(role) ?? []).flatMap((pointer) => {
    const value = resolve(subject.value, pointer);
    return value === undefined ? [] : [{ pointer, value }];
  });
}

/** A list whose items have one key each, as tasks and cases do: the name, its place and what stands under it. */
export function namedItems(
  list: Place,
): { readonly name: string; readonly pointer: Pointer; readonly value: Json }[] {
  if (!Array.isArray(list.value)) return [];
  return list.value.flatMap((item: Json, index) => {
    const [entry, ...others] = isObject(item) ? Object.entries(item) : [];
    if (entry === undefined || others.length > 0) return [];
    const [name, value] = entry;
    return [{ name, pointer: join(list.pointer, index, name), value }];
  });
}

/** A section of `use`, empty where there is none. */
export function section(subject: Subject, name: string): JsonObject {
  const found = resolve(subject.value, join('/use', name));
  return isObject(found) ? found : {};
}
