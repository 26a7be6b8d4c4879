import type { Json } from '../json/json.ts';
import { WorkflowError } from '../problem/problem.ts';
import { essence } from './content-type.ts';
import type { Answer } from './transport.ts';

/** Deepest nesting of JSON that is taken from a server; deeper data would exhaust the stack of whatever walks it. */
const maxDepth = 512;

/**
 * A response body as data: JSON by its content type, text as a string, anything else as base64, nothing as null.
 * Text without a type that is not UTF-8 is base64 as well.
 * @throws WorkflowError of kind `communication` when the body is not what its type says.
 */
export function readContent(answer: Answer): Json {
  if (answer.body.byteLength === 0) return null;
  const contentType = answer.headers['content-type'];
  if (contentType === undefined) return decode(answer.body, 'utf-8') ?? base64(answer.body);
  const type = essence(contentType);
  if (type === 'application/json' || type === 'text/json' || type.endsWith('+json'))
    return readJson(answer.body);
  if (!type.startsWith('text/')) return base64(answer.body);
  return decode(answer.body, charset(contentType)) ?? Buffer.from(answer.body).toString('latin1');
}

/** The body as base64 (`output: raw`). */
export function base64(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
}

function readJson(body: Uint8Array): Json {
  const text = decode(body, 'utf-8');
  let value: Json | undefined;
  try {
    value = text === undefined ? undefined : JSON.parse(text);
  } catch {
    // Told below, together with bytes that are not UTF-8.
  }
  if (value === undefined) throw unreadable('the response says it is JSON, but it is not');
  // Every level opens with a byte and closes with one.
  if (body.byteLength > 2 * maxDepth && isTooDeep(value))
    throw unreadable(`the response nests deeper than ${maxDepth} levels`);
  return value;
}

/** True for data that nests deeper than what is taken from a server. */
export function isTooDeep(value: Json): boolean {
  return isDeeper(value, maxDepth);
}

/** Level by level, so that the depth of the data costs no stack here. */
function isDeeper(value: Json, limit: number): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}

function decode(body: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function charset(contentType: string): string {
  return /;\s*charset="?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8';
}

function unreadable(detail: string): WorkflowError {
  return WorkflowError.of('communication', 'Unreadable response', detail);
}
