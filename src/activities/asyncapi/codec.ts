import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { base64, essence, readContent } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Received } from './broker.ts';

/** What the document says of a message that may come in. */
export interface Shape {
  readonly contentType: string;
  readonly correlationId?: string;
}

/**
 * A payload as bytes: JSON by its content type; text as it is; anything else from base64, as such bytes are read.
 * @throws WorkflowError of kind `validation` for data that the content type cannot hold.
 */
export function encodePayload(payload: Json, contentType: string): Uint8Array {
  const type = essence(contentType);
  if (isJson(type)) return Buffer.from(JSON.stringify(payload));
  if (typeof payload !== 'string')
    throw unfit(`${type} holds text, not ${Array.isArray(payload) ? 'an array' : typeof payload}`);
  if (isText(type)) return Buffer.from(payload);
  const bytes = Buffer.from(payload, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== payload.replace(/=+$/, '')) {
    throw unfit(`a payload of type ${type} is given in base64, and this is none`);
  }
  return bytes;
}

/** Bytes as a payload. Those that are not what their type says are text, or base64: a bad message ends no wait. */
export function decodePayload(body: Uint8Array, contentType: string): Json {
  const type = essence(contentType);
  for (const as of [isText(type) ? 'text/plain' : contentType, 'text/plain; charset=utf-8']) {
    try {
      return readContent({ status: 200, headers: { 'content-type': as }, body });
    } catch {
      // The next one is weaker.
    }
  }
  return base64(body);
}

/**
 * A message as a workflow sees it. A CloudEvent in structured JSON is taken apart: its data is the payload, its
 * attributes are headers.
 */
export function readMessage(received: Received, shapes: readonly Shape[]): JsonObject {
  const contentType = received.contentType ?? shapes[0]?.contentType ?? 'application/json';
  const content = decodePayload(received.body, contentType);
  const isEvent = essence(contentType) === 'application/cloudevents+json' && isObject(content);
  const { data, data_base64, ...attributes } = isEvent ? content : {};
  const message = {
    payload: isEvent ? (data ?? data_base64 ?? null) : content,
    headers: { ...received.headers, ...attributes },
  };
  const correlationId =
    received.correlationId ??
    shapes
      .flatMap(({ correlationId: location }) => (location === undefined ? [] : [valueAt(location, message)]))
      .find((value) => value !== undefined) ??
    attributes['correlationid'];
  return {
    ...message,
    ...(correlationId === undefined ? {} : { correlationId: textOf(correlationId) }),
  };
}

/** What an AsyncAPI runtime expression (`$message.payload#/id`, `$message.header#/id`) finds in a message. */
export function valueAt(
  location: string,
  message: { readonly payload: Json; readonly headers: JsonObject },
): Json | undefined {
  const found = /^\$message\.(payload|header)#(.*)$/s.exec(location);
  if (found === null) return undefined;
  const [, part, pointer = ''] = found;
  let here: Json | undefined = part === 'payload' ? message.payload : message.headers;
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(here)) here = (here as readonly Json[])[Number(key)];
    else here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return here;
}

export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isJson(type: string): boolean {
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json');
}

function isText(type: string): boolean {
  return !isJson(type) && (type.startsWith('text/') || /[/+](xml|yaml|javascript)$/.test(type));
}

function unfit(detail: string): WorkflowError {
  return WorkflowError.of('validation', 'The payload does not fit its content type', detail);
}
