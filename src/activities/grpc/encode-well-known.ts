import type { Type } from 'protobufjs';
import { isObject, type Json } from '../../json/json.ts';
import { encodeScalar, halves, type Plain, wrong } from './encode-scalar.ts';
import { fullName, messageNamed, wellKnown } from './field.ts';
import { invalidArgument } from './invalid.ts';

/** Encodes a message of any other type. */
type EncodeOther = (type: Type, value: Json) => Plain;

/** A well-known type from its own form in JSON (ProtoJSON); undefined for a type that has none. */
export function encodeWellKnown(
  type: Type,
  value: Json,
  path: string,
  other: EncodeOther,
): Plain | undefined {
  const name = fullName(type);
  if (!name.startsWith(wellKnown)) return undefined;
  switch (name.slice(wellKnown.length)) {
    case 'Timestamp':
      return encodeTimestamp(value, path);
    case 'Duration':
      return encodeDuration(value, path);
    case 'FieldMask':
      if (typeof value !== 'string') throw wrong(path, 'paths with commas between', value);
      return { paths: value === '' ? [] : value.split(',').map(snake) };
    case 'Struct':
      if (!isObject(value)) throw wrong(path, 'a map', value);
      return encodeStruct(value);
    case 'ListValue':
      if (!Array.isArray(value)) throw wrong(path, 'a list', value);
      return { values: (value as readonly Json[]).map(encodeValue) };
    case 'Value':
      return encodeValue(value);
    case 'Any':
      return encodeAny(type, value, path, other);
    default: {
      const wrapped = name.endsWith('Value') ? type.fields['value'] : undefined;
      return wrapped === undefined ? undefined : { value: encodeScalar(wrapped.type, value, path) };
    }
  }
}

function encodeTimestamp(value: Json, path: string): Plain {
  const parts =
    typeof value === 'string'
      ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i.exec(value)
      : null;
  const time = parts === null ? Number.NaN : Date.parse(`${parts[1]}${parts[3]}`.toUpperCase());
  if (Number.isNaN(time)) throw wrong(path, 'a time such as 2026-01-31T12:00:00Z', value);
  return { seconds: halves(BigInt(time / 1000)), nanos: nanosOf(parts?.[2]) };
}

function encodeDuration(value: Json, path: string): Plain {
  const parts = typeof value === 'string' ? /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(value) : null;
  if (parts === null) throw wrong(path, 'seconds such as 1.5s', value);
  const [, minus, seconds = '0', fraction] = parts;
  const sign = minus === '-' ? -1 : 1;
  return { seconds: halves(BigInt(sign) * BigInt(seconds)), nanos: sign * nanosOf(fraction) };
}

function nanosOf(fraction = ''): number {
  return Number(fraction.padEnd(9, '0'));
}

function encodeStruct(value: Readonly<Record<string, Json>>): Plain {
  return { fields: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeValue(item)])) };
}

function encodeValue(value: Json): Plain {
  if (value === null) return { nullValue: 0 };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return isObject(value)
    ? { structValue: encodeStruct(value) }
    : { listValue: { values: value.map(encodeValue) } };
}

function encodeAny(any: Type, value: Json, path: string, other: EncodeOther): Plain {
  const { '@type': url, ...rest } = isObject(value) ? value : {};
  if (typeof url !== 'string') throw wrong(path, 'a map with @type', value);
  const name = url.slice(url.lastIndexOf('/') + 1);
  const type = messageNamed(any.root, name);
  if (type === undefined) throw invalidArgument(path, `the proto file has no message ${name}`);
  const isSpecial = name.startsWith(wellKnown) && 'value' in rest;
  const plain = other(type, isSpecial ? (rest['value'] ?? null) : rest);
  return { type_url: url, value: type.encode(plain).finish() };
}

function snake(path: string): string {
  return path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
