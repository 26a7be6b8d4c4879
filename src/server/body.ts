import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from '../json/json.ts';
import { Failure } from '../problem/failure.ts';
import { Refusal } from './problem.ts';

/** Bytes of a request to the API; `apply` sends whole folders. */
export const maxApiBytes = 16 * 1024 * 1024;

/** Bytes that are read and thrown away after a limit was passed, so that the sender gets to read the refusal. */
const maxDiscarded = 32 * 1024 * 1024;

/** Milliseconds for which more is thrown away after the refusal: who still sends would lose it with the connection. */
const patience = 1_000;

/**
 * The whole body. What comes beyond the limit is thrown away; a sender that does not end then is cut off.
 * @throws Failure `too-large` beyond the limit, in bytes; Error when the request breaks off.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  // By its events: an iterator of a stream costs several times what the rest of a small request does.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let refused = false;
    const brokenOff = (): void => {
      if (!request.readableEnded) reject(new Error('the request broke off'));
    };
    // Nothing would tell any more.
    if (request.destroyed) return brokenOff();
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (refused || size <= limit + maxDiscarded) return;
      refused = true;
      reject(tooLarge(limit));
      setTimeout(() => request.destroy(), patience).unref();
    });
    request.on('end', () => {
      const [first = Buffer.alloc(0)] = chunks;
      if (size > limit) reject(tooLarge(limit));
      else resolve(chunks.length < 2 ? first : Buffer.concat(chunks));
    });
    request.on('error', reject);
    request.on('close', brokenOff);
  });
}

/** For `Expect: 100-continue`: true when the announced body may come, else the answer is sent at once. */
export function announcedTooLarge(request: IncomingMessage, limit: number): Failure | undefined {
  return Number(request.headers['content-length'] ?? 0) > limit ? tooLarge(limit) : undefined;
}

/** The body as JSON. @throws Refusal 415 for another media type, 400 for what is not JSON or not UTF-8. */
export async function readJsonBody(request: IncomingMessage, mediaTypes: readonly string[]): Promise<Json> {
  const type = mediaTypeOf(request);
  if (!mediaTypes.includes(type)) {
    throw new Refusal(415, `the body is ${type === '' ? 'of no media type' : type}`, {
      hint: `send ${mediaTypes.join(' or ')}`,
    });
  }
  const bytes = await readBody(request, maxApiBytes);
  try {
    const value: Json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return value;
  } catch (error) {
    throw new Refusal(400, `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The media type in lower case, without parameters; empty when there is none. */
export function mediaTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

export function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 204 ? {} : { 'content-length': 0 });
  response.end();
}

function tooLarge(limit: number): Failure {
  return new Failure('too-large', `the body is larger than ${limit} bytes`);
}
