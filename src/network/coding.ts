import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { WorkflowError } from '../problem/problem.ts';

const codings = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** Codings that one body may have: each costs as much as a whole body, and a header has room for thousands. */
const maxCodings = 4;

/**
 * Removes the content codings of a body, last one first.
 * @returns `too large` when more than `limit` bytes would come out.
 * @throws WorkflowError of kind `communication` for an unknown coding, too many of them, or broken data.
 */
export async function decompress(
  body: Uint8Array,
  contentEncoding: string | undefined,
  limit: number,
): Promise<Uint8Array | 'too large'> {
  let plain = body;
  const names = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > maxCodings) throw broken(`the response is coded more than ${maxCodings} times`);
  for (const name of names.reverse()) {
    if (plain.byteLength === 0) break;
    if (!isKnown(name)) throw broken(`the response is coded as ${name}, which is not supported`);
    try {
      plain = await codings[name](plain, { maxOutputLength: limit });
    } catch (error) {
      if (error instanceof RangeError) return 'too large';
      throw broken(`the response says it is ${name}, but it is not`);
    }
  }
  return plain;
}

function isKnown(name: string): name is keyof typeof codings {
  return Object.hasOwn(codings, name);
}

function broken(detail: string): WorkflowError {
  return WorkflowError.of('communication', 'Unreadable response', detail);
}
