import { Failure } from '../problem/failure.ts';
import { isUriReference } from './attribute.ts';
import type { CloudEvent } from './cloudevent.ts';
import { decodeData, parseJson } from './content.ts';
import { decodeHeaderValue } from './header-value.ts';
import { maxEventBytes } from './limits.ts';
import { type MediaType, parseMediaType } from './media-type.ts';
import { parseCloudEvent } from './parse.ts';
import { decodeUsual } from './usual.ts';

/** A request or a response with its whole body. */
export interface HttpMessage {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/**
 * Reads the events of an HTTP message (CloudEvents 1.0, HTTP protocol binding): binary, structured and batched mode.
 * Every attribute and extension is kept as sent. In binary mode JSON content becomes `data`, text stays text, and
 * anything else becomes `data_base64`; a body without a content type is JSON if it can be read as JSON.
 * @throws Failure `invalid-event` that names the attribute, `too-large` above 1 MiB.
 */
export async function decodeHttp(message: HttpMessage): Promise<readonly CloudEvent[]> {
  if (message.body.length > maxEventBytes) {
    throw new Failure('too-large', `the message is larger than ${maxEventBytes} bytes`);
  }
  const usual = decodeUsual(message);
  return usual === undefined ? decodeAny(message) : [usual];
}

/** Reads any message; `decodeUsual` reads most of them, and exactly so. */
export async function decodeAny(message: HttpMessage): Promise<readonly CloudEvent[]> {
  const headers = lowerCase(message.headers);
  const declared = headers.get('content-type');
  const type = declared === undefined ? undefined : parseMediaType(declared);
  if (type === undefined || !type.essence.startsWith('application/cloudevents')) {
    return [await decodeBinary(headers, type, message.body)];
  }
  // The SDK is left out here: a structured message is the event already, and `HTTP.toEvent` drops data that is `0`,
  // `false`, `null` or empty, rewrites `time`, invents an `id`, keeps base64 data as one integer per byte, and knows
  // two spellings of the content type only.
  if (type.essence === 'application/cloudevents+json')
    return [parseCloudEvent(parseJson(message.body, type))];
  if (type.essence === 'application/cloudevents-batch+json')
    return decodeBatch(parseJson(message.body, type));
  throw new Failure('invalid-event', `the event format ${type.essence} is not supported`, {
    hint: 'send application/cloudevents+json, or the event in binary mode',
  });
}

function decodeBatch(json: unknown): readonly CloudEvent[] {
  if (!Array.isArray(json)) throw new Failure('invalid-event', 'a batch is a JSON array of events');
  return json.map((event: unknown, index) => {
    try {
      return parseCloudEvent(event);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(error.code, `event ${index + 1} of the batch: ${error.message}`);
    }
  });
}

async function decodeBinary(
  headers: ReadonlyMap<string, string>,
  type: MediaType | undefined,
  body: Buffer,
): Promise<CloudEvent> {
  const sent = attributeHeaders(headers);
  if (sent.size === 0) {
    throw new Failure('invalid-event', 'the message has neither ce- headers nor a CloudEvents content type', {
      hint: 'see the HTTP protocol binding of CloudEvents 1.0',
    });
  }
  for (const name of ['specversion', 'id']) {
    // The SDK would assume version 1.0, and not take a message without an id for an event.
    const value = sent.get(name);
    if (value === undefined || value === '') {
      const why = value === undefined ? 'missing' : 'empty';
      throw new Failure('invalid-event', `the event's attribute "${name}" is ${why}`);
    }
  }
  const { HTTP } = await import('cloudevents');
  const contentType = headers.get('content-type');
  const read = HTTP.toEvent({
    headers: {
      ...Object.fromEntries([...sent].map(([name, value]) => [`ce-${name}`, value])),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
    body: undefined,
  });
  return parseCloudEvent({
    ...Object.fromEntries(
      Object.entries(read).filter(([name, value]) => value !== undefined && name !== 'time'),
    ),
    // What the SDK rewrites (`time`) or drops (empty values) is taken as it was sent. So is the body: the SDK parses
    // JSON of two content types only, and takes a number, `true` or `null` in it for a text.
    ...Object.fromEntries(sent),
    ...decodeData(body, type),
  });
}

function attributeHeaders(headers: ReadonlyMap<string, string>): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [header, value] of headers) {
    if (!header.startsWith('ce-')) continue;
    const name = header.slice('ce-'.length);
    if (name === 'data' || name === 'data_base64' || name === 'datacontenttype') {
      throw new Failure('invalid-event', `the event's attribute "${name}" cannot be a header`, {
        hint: 'in binary mode data is the body, and its type is in Content-Type',
      });
    }
    const text = decodeHeaderValue(value);
    // A sender that does not percent-encode (the SDK is one) may still have sequences of its own in a URI.
    const isReference = name === 'source' || name === 'dataschema';
    attributes.set(name, isReference && !isUriReference(text) ? value : text);
  }
  return attributes;
}

function lowerCase(headers: HttpMessage['headers']): Map<string, string> {
  return new Map(
    Object.entries(headers).flatMap(([name, value]): [string, string][] => {
      if (value === undefined) return [];
      return [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]];
    }),
  );
}
