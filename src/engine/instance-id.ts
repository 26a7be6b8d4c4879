import { createHash, randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const randomLength = 10;

/** A new instance id: 26 characters of lower-case Crockford base 32, 48 bits of time and 80 random ones; sorts by time. */
export function newInstanceId(now: number, random: (size: number) => Uint8Array = randomBytes): string {
  return format(now, random(randomLength));
}

/** An id whose 80 bits are derived from a text: the same time and text give the same id. */
export function derivedInstanceId(now: number, text: string): string {
  return format(now, createHash('sha256').update(text).digest().subarray(0, randomLength));
}

function format(now: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(6 + randomLength);
  bytes.writeUIntBE(now, 0, 6);
  bytes.set(random, 6);
  let bits = BigInt(`0x${bytes.toString('hex')}`);
  let id = '';
  while (id.length < 26) {
    id = alphabet.charAt(Number(bits & 31n)) + id;
    bits >>= 5n;
  }
  return id;
}
