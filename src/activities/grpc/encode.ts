import type { Enum, Field, Type } from 'protobufjs';
import { isObject, type Json, own } from '../../json/json.ts';
import { suggestion } from '../openapi/invalid.ts';
import { encodeScalar, type Plain, wrong } from './encode-scalar.ts';
import { encodeWellKnown } from './encode-well-known.ts';
import { fullName, isMessage, jsonNameOf, keyTypeOf, maxDepth } from './field.ts';
import { invalidArgument } from './invalid.ts';

/**
 * A message from JSON (ProtoJSON). Fields go by their JSON name or their name in the file; null is no value.
 * @param path of the message in the arguments, for errors.
 * @throws WorkflowError `validation` for what does not fit.
 */
export function encodeMessage(type: Type, value: Json, path: string, depth = 0): Plain {
  if (depth > maxDepth) throw invalidArgument(path, `nests deeper than ${maxDepth} levels`);
  const known = encodeWellKnown(type, value, path, (inner, part) =>
    encodeMessage(inner, part, path, depth + 1),
  );
  if (known !== undefined) return known;
  if (!isObject(value)) throw wrong(path, 'a map', value);
  const plain: Plain = {};
  for (const [name, member] of Object.entries(value)) {
    const field = fieldOf(type, name, path);
    if (member === null && !takesNull(field)) continue;
    refuseSecond(field, plain, `${path}.${name}`);
    Object.defineProperty(plain, field.name, {
      value: encodeField(field, member, `${path}.${name}`, depth),
      enumerable: true,
    });
  }
  const missing = type.fieldsArray.find((field) => field.required && !Object.hasOwn(plain, field.name));
  if (missing === undefined) return plain;
  throw invalidArgument(path, `${fullName(type)} needs ${jsonNameOf(missing)}`);
}

function fieldOf(type: Type, name: string, path: string): Field {
  const field = own(type.fields, name) ?? type.fieldsArray.find((one) => jsonNameOf(one) === name);
  if (field !== undefined) return field;
  const known = type.fieldsArray.map(jsonNameOf);
  throw invalidArgument(path, `${fullName(type)} has no field ${name}; ${suggestion(name, known)}`);
}

function takesNull({ type, resolvedType }: Field): boolean {
  return (
    (resolvedType !== null &&
      ['google.protobuf.Value', 'google.protobuf.NullValue'].includes(fullName(resolvedType))) ||
    type === 'google.protobuf.Value'
  );
}

/** The same field by two names, or two fields of one choice. */
function refuseSecond(field: Field, plain: Plain, path: string): void {
  if (Object.hasOwn(plain, field.name)) throw invalidArgument(path, 'is there under its other name too');
  const { partOf } = field;
  const other = partOf?.fieldsArray.find(({ name }) => Object.hasOwn(plain, name));
  if (partOf === null || other === undefined) return;
  throw invalidArgument(
    path,
    `${partOf.name} is ${jsonNameOf(other)} already: only one of them may be given`,
  );
}

function encodeField(field: Field, value: Json, path: string, depth: number): unknown {
  const { resolvedType, type } = field;
  const one = (item: Json, at: string): unknown => {
    if (resolvedType === null) return encodeScalar(type, item, at);
    if (isMessage(resolvedType)) return encodeMessage(resolvedType, item, at, depth + 1);
    return encodeEnum(resolvedType, item, at);
  };
  const keyType = keyTypeOf(field);
  if (keyType !== undefined) return encodeMap(keyType, value, path, one);
  if (!field.repeated) return one(value, path);
  if (!Array.isArray(value)) throw wrong(path, 'a list', value);
  return (value as readonly Json[]).map((item, index) => one(item, `${path}[${index}]`));
}

function encodeMap(
  keyType: string,
  value: Json,
  path: string,
  one: (item: Json, at: string) => unknown,
): Plain {
  if (!isObject(value)) throw wrong(path, 'a map', value);
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const at = `${path}.${key}`;
    if (keyType === 'bool') {
      if (key !== 'true' && key !== 'false') throw invalidArgument(at, 'the key must be true or false');
      // Keys are texts here, and any text but the empty one is written as true.
      return [key === 'true' ? key : '', one(item, at)];
    }
    if (keyType !== 'string') encodeScalar(keyType, key, at);
    return [key, one(item, at)];
  });
  return Object.fromEntries(entries);
}

function encodeEnum(type: Enum, value: Json, path: string): number {
  if (fullName(type) === 'google.protobuf.NullValue') return 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  const number = typeof value === 'string' ? own(type.values, value) : undefined;
  if (number !== undefined) return number;
  if (typeof value !== 'string') throw wrong(path, `a name of ${fullName(type)}`, value);
  const known = Object.keys(type.values);
  throw invalidArgument(path, `${fullName(type)} has no ${value}; ${suggestion(value, known)}`);
}
