import type { Json, JsonObject } from '../../json/json.ts';
import { invalidParameter, suggestion } from './invalid.ts';
import { codingOf } from './media-type.ts';
import type { Body, Operation, Parameter } from './operation.ts';

/** What a task gives an operation, each value where it belongs. */
export interface Placed {
  readonly parameters: readonly { readonly parameter: Parameter; readonly value: Exclude<Json, null> }[];
  readonly body?: Exclude<Json, null>;
}

/**
 * Sorts the values of a task: those named as parameters go there, the rest are the members of the body, or `body` (or
 * what the document calls it) is the whole of it. null is no value.
 * @throws WorkflowError `validation` naming what is missing, or has no place.
 */
export function place(operation: Operation, given: JsonObject): Placed {
  const values = new Map(
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
  const parameters = operation.parameters.flatMap((parameter) => {
    const value = values.get(parameter.name);
    if (value !== undefined) return [{ parameter, value: listed(value, parameter.isArray) }];
    if (!parameter.required) return [];
    throw invalidParameter(`${operation.id} needs the ${parameter.in} parameter ${parameter.name}`);
  });
  for (const { name } of operation.parameters) values.delete(name);
  const body = bodyOf(operation, values);
  return { parameters, ...(body === undefined ? {} : { body }) };
}

function bodyOf({ id, body, parameters }: Operation, rest: ReadonlyMap<string, Exclude<Json, null>>) {
  const known = parameters.map(({ name }) => name);
  const [first] = rest.keys();
  if (body === undefined) {
    if (first === undefined) return undefined;
    throw unknown(id, first, known);
  }
  const whole = [body.name, 'body'].find(
    (name) => rest.has(name) && body.shape.properties[name] === undefined,
  );
  if (whole !== undefined) {
    const beside = [...rest.keys()].find((name) => name !== whole);
    if (beside === undefined) return rest.get(whole);
    throw invalidParameter(`${id} has no place for ${beside} beside ${whole}, which is the whole body`);
  }
  if (first === undefined) {
    if (!body.required) return undefined;
    throw invalidParameter(`${id} needs a body: give its members, or all of it as ${body.name}`);
  }
  return membersOf(id, body, rest, known);
}

function membersOf(
  id: string,
  body: Body,
  rest: ReadonlyMap<string, Exclude<Json, null>>,
  known: readonly string[],
): JsonObject {
  const { type, properties, required, closed } = body.shape;
  const [first = ''] = rest.keys();
  const coding = codingOf(body.contentType);
  if ((type !== undefined && type !== 'object') || coding === 'text' || coding === 'bytes') {
    throw unknown(id, first, [...known, body.name]);
  }
  const missing = required.find((name) => !rest.has(name) && properties[name]?.['readOnly'] !== true);
  if (missing !== undefined) throw invalidParameter(`${id} needs ${missing} in its body`);
  const strange = closed ? [...rest.keys()].find((name) => properties[name] === undefined) : undefined;
  if (strange !== undefined) throw unknown(id, strange, [...known, ...Object.keys(properties)]);
  const members = [...rest].map(([name, value]) => [
    name,
    listed(value, body.fields[name]?.isArray === true),
  ]);
  return Object.fromEntries(members);
}

function unknown(id: string, name: string, known: readonly string[]) {
  return invalidParameter(`${id} has no parameter ${name}; ${suggestion(name, known)}`);
}

/** A list is wanted where one value was given. */
function listed(value: Exclude<Json, null>, isArray: boolean): Exclude<Json, null> {
  return isArray && typeof value !== 'object' ? [value] : value;
}
