import type { Json } from '../../json/json.ts';
import { isLong, isUnsigned } from './field.ts';

/** One scalar of the reader. */
export function decodeScalar(type: string, value: unknown): Json {
  if (isLong(type)) {
    const number = longOf(value, isUnsigned(type));
    return Number.isSafeInteger(Number(number)) ? Number(number) : String(number);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return String(value);
    return type === 'float' ? shortest(value) : value;
  }
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  // The default of bytes is an empty list.
  return '';
}

/** The halves of a 64-bit integer, or a number where it fits one. */
export function longOf(value: unknown, unsigned = false): bigint {
  if (typeof value === 'object' && value !== null && 'low' in value && 'high' in value) {
    const bits = (BigInt(Number(value.high) >>> 0) << 32n) | BigInt(Number(value.low) >>> 0);
    return unsigned ? bits : BigInt.asIntN(64, bits);
  }
  return BigInt(Number(value ?? 0));
}

/** The shortest decimal that is this very 32-bit number: 0.1, not 0.10000000149011612. */
function shortest(value: number): number {
  const found = [6, 7, 8].map((digits) => Number(value.toPrecision(digits)));
  return found.find((one) => Math.fround(one) === value) ?? value;
}
