import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { WorkflowError } from '../problem/problem.ts';

const codings = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/**
 * Removes the content codings of a body, last one first.
 * @returns `too large` when more than `limit` bytes would come out.
 * @throws WorkflowError of kind `communication` for an unknown coding or broken data.
 */
export async function decompress(
  body: Uint8Array,
  contentEncoding: string | undefined,
  limit: number,
): Promise<Uint8Array | 'too large'> {
  let plain = body;
  for (const coding of (contentEncoding ?? '').toLowerCase().split(',').reverse()) {
    const name = coding.trim();
    if (name === '' || name === 'identity' || plain.byteLength === 0) continue;
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
