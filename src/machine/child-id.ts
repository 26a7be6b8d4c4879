import { fingerprint } from '../json/fingerprint.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * The id of a child workflow, the same each time it is computed: 26 characters of lower-case Crockford base 32,
 * 48 bits of the start time and 80 bits derived from the key of the effect that starts it.
 */
export function childInstanceId(now: number, key: string): string {
  const bits = [0, 1].map((salt) =>
    BigInt(`0x${Number.parseInt(fingerprint(`${salt}${key}`), 36).toString(16)}`),
  );
  const tail = ((bits[0] ?? 0n) << 40n) ^ (bits[1] ?? 0n);
  return base32(BigInt(now), 10) + base32(tail & ((1n << 80n) - 1n), 16);
}

function base32(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest >>= 5n)
    text = (alphabet[Number(rest & 31n)] ?? '0') + text;
  return text;
}
