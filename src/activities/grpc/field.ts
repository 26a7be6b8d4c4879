import type { Enum, Field, ReflectionObject, Root, Type } from 'protobufjs';

/** Integers of 64 bits: they do not all fit a number. */
const longs = ['int64', 'sint64', 'sfixed64', 'uint64', 'fixed64'];

/** Message types that JSON has a form of its own for, without their leading dot. */
export const wellKnown = 'google.protobuf.';

/** The name of a field in JSON (ProtoJSON): `json_name`, else in lowerCamelCase. */
export function jsonNameOf({ name, options }: Field): string {
  const given: unknown = options?.['json_name'];
  return typeof given === 'string'
    ? given
    : name.replaceAll(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

export function isLong(type: string): boolean {
  return longs.includes(type);
}

export function isUnsigned(type: string): boolean {
  return type.startsWith('u') || type === 'fixed32' || type === 'fixed64';
}

/** The type of a map's keys; undefined for a field that is no map. */
export function keyTypeOf(field: Field): string | undefined {
  return 'keyType' in field && typeof field.keyType === 'string' ? field.keyType : undefined;
}

export function isMessage(type: Type | Enum | null): type is Type {
  return type !== null && 'fieldsArray' in type;
}

/** The message of that full name. */
export function messageNamed(root: Root, name: string): Type | undefined {
  const found = name === '' ? null : root.lookup(`.${name}`);
  return found !== null && isType(found) ? found : undefined;
}

function isType(object: ReflectionObject): object is Type {
  return 'fieldsById' in object;
}

export function fullName(type: Type | Enum): string {
  return type.fullName.replace(/^\./, '');
}

/** The part of a message's JSON form that both directions share: how deep it may nest. */
export const maxDepth = 100;
