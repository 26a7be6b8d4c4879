import { createHash, randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const randomLength = 10;

/** Asking the system for random bytes costs the same for few and for many. */
const poolSize = 4_000;
let pool = Buffer.alloc(0);

function pooledBytes(size: number): Uint8Array {
  if (pool.length < size) pool = randomBytes(poolSize);
  const taken = pool.subarray(0, size);
  pool = pool.subarray(size);
  return taken;
}

/** A new instance id: 26 characters of lower-case Crockford base 32, 48 bits of time and 80 random ones; sorts by time. */
export function newInstanceId(now: number, random: (size: number) => Uint8Array = pooledBytes): string {
  return format(now, random(randomLength));
}

/** An id whose 80 bits are derived from a text: the same time and text give the same id. */
export function derivedInstanceId(now: number, text: string): string {
  return format(now, createHash('sha256').update(text).digest().subarray(0, randomLength));
}

/** The bits of all bytes, five a character; two zero bits go before them. */
function format(now: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(6 + randomLength);
  bytes.writeUIntBE(now, 0, 6);
  bytes.set(random, 6);
  let id = '';
  let [rest, bits] = [0, 2];
  for (const byte of bytes) {
    rest = (rest << 8) | byte;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      id += alphabet.charAt((rest >>> bits) & 31);
    }
    rest &= (1 << bits) - 1;
  }
  return id;
}
