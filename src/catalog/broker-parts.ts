import type { Json, JsonObject } from '../json/json.ts';
import type { Server, Variable } from './model.ts';
import { follow, member, members, objectAt, type Place, type Sources, textAt } from './reference.ts';

/** What a document says for brokers: variables, versions and bindings. Nothing of it is judged here. */

/** What a server has besides its name, URL and protocol. */
export function serverDetails(
  server: Place,
  sources: Sources,
): Pick<Server, 'protocolVersion' | 'variables' | 'bindings'> {
  const { protocolVersion } = objectAt(server);
  return {
    ...(protocolVersion === undefined ? {} : { protocolVersion: String(protocolVersion) }),
    ...readVariables('variables', server, sources),
    ...bindingsAt([server], sources),
  };
}

/**
 * The variables of a server or the parameters of a channel. A 2.x parameter keeps its values in a schema.
 */
export function readVariables<Name extends 'variables' | 'parameters'>(
  name: Name,
  owner: Place,
  sources: Sources,
): { readonly [key in Name]?: Readonly<Record<string, Variable>> } {
  const found = members(member(owner, name)).map(([key, place]): [string, Variable] => {
    const variable = follow(place, sources);
    const schema = follow(member(variable, 'schema'), sources);
    return [key, { ...valuesOf(schema), ...valuesOf(variable), ...locationOf(variable) }];
  });
  const read: { [key in Name]?: Readonly<Record<string, Variable>> } = {};
  if (found.length > 0) read[name] = Object.fromEntries(found);
  return read;
}

function valuesOf(place: Place): Variable {
  const { default: usual, enum: allowed } = objectAt(place);
  return {
    ...(isScalar(usual) ? { default: String(usual) } : {}),
    ...(Array.isArray(allowed) && allowed.length > 0 ? { enum: allowed.filter(isScalar).map(String) } : {}),
  };
}

function locationOf(place: Place): Variable {
  const location = textAt(member(place, 'location'));
  return location === undefined ? {} : { location };
}

/** Bindings by protocol; where several places have some for one protocol, the first place wins key by key. */
export function bindingsAt(places: readonly Place[], sources: Sources): { readonly bindings?: JsonObject } {
  const merged: Record<string, JsonObject> = {};
  for (const place of [...places].reverse()) {
    for (const [protocol, binding] of members(follow(member(place, 'bindings'), sources))) {
      const parts = members(follow(binding, sources)).map(([key, part]): [string, Json] => [
        key,
        follow(part, sources).value ?? null,
      ]);
      const { bindingVersion: _version, ...own } = Object.fromEntries(parts);
      merged[protocol] = { ...merged[protocol], ...own };
    }
  }
  return Object.keys(merged).length === 0 ? {} : { bindings: merged };
}

function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
