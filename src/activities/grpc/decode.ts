import type { Field, Type } from 'protobufjs';
import type { Json } from '../../json/json.ts';
import { decodeScalar } from './decode-scalar.ts';
import { decodeWellKnown } from './decode-well-known.ts';
import { fullName, isLong, isMessage, isUnsigned, jsonNameOf, keyTypeOf } from './field.ts';

/**
 * A message as JSON (ProtoJSON), with the fields that have no presence even where they are at their default. Integers
 * of 64 bits are numbers where these are exact, else texts; enums are names, bytes base64.
 */
export function decodeMessage(type: Type, message: object): Json {
  const known = decodeWellKnown(type, message, decodeMessage);
  if (known !== undefined) return known;
  const given = new Map<string, unknown>(Object.entries(message));
  const members = type.fieldsArray.flatMap((field): [string, Json][] => {
    const value = given.get(field.name);
    if (value === undefined || value === null) return withoutValue(field);
    return [[jsonNameOf(field), decodeField(field, value)]];
  });
  return Object.fromEntries(members);
}

function withoutValue(field: Field): [string, Json][] {
  const name = jsonNameOf(field);
  if (keyTypeOf(field) !== undefined) return [[name, {}]];
  if (field.repeated) return [[name, []]];
  if (field.hasPresence || isMessage(field.resolvedType)) return [];
  return [[name, decodeOne(field, field.typeDefault)]];
}

function decodeField(field: Field, value: unknown): Json {
  const keyType = keyTypeOf(field);
  if (keyType !== undefined && typeof value === 'object') {
    const entries = Object.entries(value ?? {}).map(([key, item]) => [
      isLong(keyType) ? String(fromHash(key, isUnsigned(keyType))) : key,
      decodeOne(field, item),
    ]);
    return Object.fromEntries(entries);
  }
  return field.repeated && Array.isArray(value)
    ? value.map((item) => decodeOne(field, item))
    : decodeOne(field, value);
}

function decodeOne({ type, resolvedType }: Field, value: unknown): Json {
  if (resolvedType === null) return decodeScalar(type, value);
  if (isMessage(resolvedType)) {
    return typeof value === 'object' && value !== null ? decodeMessage(resolvedType, value) : null;
  }
  if (fullName(resolvedType) === 'google.protobuf.NullValue') return null;
  const number = Number(value);
  return resolvedType.valuesById[number] ?? number;
}

/** Keys of maps are texts, so the reader packs the eight bytes of a 64-bit key into one. */
function fromHash(hash: string, unsigned: boolean): bigint {
  const bits = Buffer.from(hash, 'latin1').readBigUInt64LE();
  return unsigned ? bits : BigInt.asIntN(64, bits);
}
