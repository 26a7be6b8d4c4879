import type { Type } from 'protobufjs';
import { isObject, type Json } from '../../json/json.ts';
import { decodeScalar, longOf } from './decode-scalar.ts';
import { fullName, messageNamed, wellKnown } from './field.ts';

/** Decodes a message of any other type. */
type DecodeOther = (type: Type, message: object) => Json;

/** A well-known type in its own form in JSON (ProtoJSON); undefined for a type that has none. */
export function decodeWellKnown(type: Type, message: object, other: DecodeOther): Json | undefined {
  const name = fullName(type);
  if (!name.startsWith(wellKnown)) return undefined;
  const given = new Map<string, unknown>(Object.entries(message));
  switch (name.slice(wellKnown.length)) {
    case 'Timestamp':
      return timestampOf(longOf(given.get('seconds')), Number(given.get('nanos') ?? 0));
    case 'Duration':
      return durationOf(longOf(given.get('seconds')), Number(given.get('nanos') ?? 0));
    case 'FieldMask':
      return listOf(given.get('paths'))
        .map((path) => camel(String(path)))
        .join(',');
    case 'Struct':
      return structOf(given.get('fields'));
    case 'ListValue':
      return listOf(given.get('values')).map(jsonOf);
    case 'Value':
      return jsonOf(message);
    case 'Any':
      return anyOf(type, given, other);
    default: {
      const wrapped = name.endsWith('Value') ? type.fields['value'] : undefined;
      if (wrapped === undefined) return undefined;
      return decodeScalar(wrapped.type, given.get('value') ?? wrapped.typeDefault);
    }
  }
}

function timestampOf(seconds: bigint, nanos: number): string {
  const time = new Date(Number(seconds) * 1000);
  const text = Number.isNaN(time.getTime()) ? `${seconds}` : time.toISOString().slice(0, 19);
  return `${text}${fractionOf(nanos)}Z`;
}

function durationOf(seconds: bigint, nanos: number): string {
  const minus = seconds < 0n || nanos < 0 ? '-' : '';
  const whole = seconds < 0n ? -seconds : seconds;
  return `${minus}${whole}${fractionOf(Math.abs(nanos))}s`;
}

/** None, or 3, 6 or 9 digits. */
function fractionOf(nanos: number): string {
  const digits = String(nanos)
    .padStart(9, '0')
    .replace(/(000){1,3}$/, '');
  return digits === '' ? '' : `.${digits}`;
}

function structOf(fields: unknown): Json {
  if (typeof fields !== 'object' || fields === null) return {};
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, jsonOf(value)]));
}

function jsonOf(value: unknown): Json {
  const [entry] = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [kind, content]: readonly [string, unknown] = entry ?? ['nullValue', null];
  switch (kind) {
    case 'nullValue':
      return null;
    case 'structValue':
      return structOf(memberOf(content, 'fields'));
    case 'listValue':
      return listOf(memberOf(content, 'values')).map(jsonOf);
    case 'numberValue':
      return decodeScalar('double', content);
    default:
      return typeof content === 'string' || typeof content === 'boolean' ? content : null;
  }
}

/** A message of a type that the file does not have stays bytes. */
function anyOf(any: Type, given: ReadonlyMap<string, unknown>, other: DecodeOther): Json {
  const url = String(given.get('type_url') ?? '');
  const bytes = given.get('value');
  const value = bytes instanceof Uint8Array ? bytes : new Uint8Array();
  const name = url.slice(url.lastIndexOf('/') + 1);
  const type = messageNamed(any.root, name);
  if (type === undefined) return { '@type': url, value: Buffer.from(value).toString('base64') };
  const content = other(type, type.decode(value));
  return isObject(content) && !name.startsWith(`${wellKnown}Struct`)
    ? { '@type': url, ...content }
    : { '@type': url, value: content };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function camel(path: string): string {
  return path.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
