import type { Json } from '../../json/json.ts';
import { isLong, isUnsigned } from './field.ts';
import { invalidArgument } from './invalid.ts';

/** What protobufjs writes: plain objects, numbers, bytes, and 64-bit integers in two halves. */
export type Plain = { [name: string]: unknown };

/** One scalar, as the writer takes it. */
export function encodeScalar(type: string, value: Json, path: string): unknown {
  switch (type) {
    case 'string':
      if (typeof value === 'string') return value;
      throw wrong(path, 'a text', value);
    case 'bool':
      if (typeof value === 'boolean') return value;
      throw wrong(path, 'true or false', value);
    case 'bytes':
      if (typeof value === 'string' && /^[\w+/-]*={0,2}$/.test(value)) return Buffer.from(value, 'base64');
      throw wrong(path, 'base64, since it is bytes', value);
    case 'double':
    case 'float':
      return encodeFloat(value, path);
    default:
      return encodeInteger(type, value, path);
  }
}

function encodeFloat(value: Json, path: string): number {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (!Number.isNaN(number) || value === 'NaN') return number;
  throw wrong(path, 'a number', value);
}

function encodeInteger(type: string, value: Json, path: string): unknown {
  const text = typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
  const isText = typeof text === 'string' && /^-?\d{1,20}$/.test(text);
  if (typeof text !== 'bigint' && !isText) throw wrong(path, 'a whole number', value);
  const number = BigInt(text);
  const bits = isLong(type) ? 64 : 32;
  const fits = isUnsigned(type) ? BigInt.asUintN(bits, number) : BigInt.asIntN(bits, number);
  if (fits !== number) throw invalidArgument(path, `${number} does not fit ${type}`);
  return bits === 32 ? Number(number) : halves(number);
}

/** A 64-bit integer as protobufjs takes it without a library for them. */
export function halves(number: bigint): { readonly low: number; readonly high: number } {
  return {
    low: Number(BigInt.asIntN(32, number)),
    high: Number(BigInt.asIntN(32, number >> 32n)),
  };
}

/** @param wanted what it must be. */
export function wrong(path: string, wanted: string, value: Json) {
  return invalidArgument(path, `must be ${wanted}, not ${JSON.stringify(value).slice(0, 200)}`);
}
