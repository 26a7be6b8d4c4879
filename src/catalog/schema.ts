import { isObject, type Json } from '../json/json.ts';
import { segments } from '../json/pointer.ts';
import {
  follow,
  member,
  members,
  objectAt,
  type Place,
  placeKey,
  referenceOf,
  type Sources,
} from './reference.ts';

/**
 * Lifts a schema out of its document: what it refers to moves under `$defs`, each once, so that circles and shared
 * parts stay small. What stands beside a `$ref` is ignored, as AsyncAPI says.
 */
export function liftSchema(place: Place, sources: Sources): Json {
  const root = follow(place, sources);
  const names = new Map<string, string>();
  const definitions = new Map<string, Json>();
  const taken = new Set(isObject(root.value) ? Object.keys(member(root, '$defs').value ?? {}) : []);

  const copy = (here: Place): Json => {
    if (referenceOf(here.value) !== undefined) return { $ref: nameOf(follow(here, sources)) };
    if (Array.isArray(here.value)) return members(here).map(([, item]) => copy(item));
    if (!isObject(here.value)) return here.value ?? null;
    return Object.fromEntries(members(here).map(([key, inner]) => [key, copy(inner)]));
  };
  const nameOf = (end: Place): string => {
    const key = placeKey(end);
    if (key === placeKey(root)) return '#';
    let name = names.get(key);
    if (name === undefined) {
      name = freeName(segments(end.pointer).at(-1) ?? 'schema', taken);
      taken.add(name);
      names.set(key, name);
      definitions.set(name, null);
      definitions.set(name, copy(end));
    }
    return `#/$defs/${name}`;
  };

  const schema = copy(root);
  if (!isObject(schema) || names.size === 0) return schema;
  const own = schema['$defs'];
  return { ...schema, $defs: { ...(isObject(own) ? own : {}), ...Object.fromEntries(definitions) } };
}

function freeName(wish: string, taken: ReadonlySet<string>): string {
  const base = wish.replace(/[^A-Za-z0-9._-]/g, '_');
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
  return name;
}

/** The schema of a property of an object schema, also where it stands under `allOf`. */
export function propertySchema(schema: Place, name: string, sources: Sources): Place | undefined {
  const seen = new Set<string>();
  const search = (place: Place): Place | undefined => {
    const here = follow(place, sources);
    if (seen.has(placeKey(here))) return undefined;
    seen.add(placeKey(here));
    const property = member(follow(member(here, 'properties'), sources), name);
    if (property.value !== undefined) return property;
    for (const [, part] of members(member(here, 'allOf'))) {
      const found = search(part);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(schema);
}

/** The one text a schema allows (`const`, or an `enum` of one). */
export function onlyText(schema: Place | undefined, sources: Sources): string | undefined {
  if (schema === undefined) return undefined;
  const value = objectAt(follow(schema, sources));
  const choices = value['enum'];
  const only = value['const'] ?? (Array.isArray(choices) && choices.length === 1 ? choices[0] : undefined);
  return typeof only === 'string' ? only : undefined;
}
