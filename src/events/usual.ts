import type { JsonObject } from '../json/json.ts';
import type { CloudEvent } from './cloudevent.ts';
import type { HttpMessage } from './codec.ts';
import { decodeData, parseJson } from './content.ts';
import { parseMediaType } from './media-type.ts';
import { parseCloudEvent } from './parse.ts';

/** What nearly every header of an event looks like: printable ASCII in which nothing is quoted or percent-encoded. */
const plain = /^[ !#$&-~]+$/;

const attributeNames: ReadonlySet<string> = new Set([
  ...['specversion', 'id', 'source', 'type', 'subject', 'dataschema', 'time'],
]);

/** Names that the SDK gives a meaning of its own are left to it. */
const extensionName = /^[a-z0-9]+$/;
const notExtensions: ReadonlySet<string> = new Set([
  ...['data', 'datacontenttype', 'datacontentencoding', 'schemaurl', 'constructor', 'emit', 'validate'],
]);

const prefix = 'ce-';
const structured = 'application/cloudevents+json';

/**
 * Reads the one event of a message in binary or structured mode whose headers hold nothing out of the ordinary, just as
 * `decodeAny` does, at a fraction of the cost. Undefined for everything else, which is not judged here.
 * @throws Failure `invalid-event` that names the attribute.
 */
export function decodeUsual({ headers, body }: HttpMessage): CloudEvent | undefined {
  const found = attributesOf(headers);
  if (found === undefined) return undefined;
  const contentType = headers['content-type'];
  if (contentType === structured) return parseCloudEvent(parseJson(body, parseMediaType(contentType)));
  if (contentType !== undefined && !isPlain(contentType)) return undefined;
  const type = contentType === undefined ? undefined : parseMediaType(contentType);
  if (type?.essence.startsWith('application/cloudevents')) return undefined;
  const { specversion, id, source, type: eventType, subject, dataschema, time } = found.attributes;
  if (specversion !== '1.0' || id === undefined || source === undefined || eventType === undefined) {
    return undefined;
  }
  // In the order that the SDK gives them, so that both ways lead to the same text.
  const event: JsonObject = {
    id,
    type: eventType,
    source,
    specversion,
    ...(contentType === undefined ? {} : { datacontenttype: contentType }),
    ...(subject === undefined ? {} : { subject }),
    ...(dataschema === undefined ? {} : { dataschema }),
    ...found.extensions,
    ...(time === undefined ? {} : { time }),
    ...decodeData(body, type),
  };
  return parseCloudEvent(event);
}

interface Attributes {
  readonly specversion?: string;
  readonly id?: string;
  readonly source?: string;
  readonly type?: string;
  readonly subject?: string;
  readonly dataschema?: string;
  readonly time?: string;
}

/** What the `ce-` headers say; undefined when one of them is out of the ordinary. */
function attributesOf(
  headers: HttpMessage['headers'],
): { readonly attributes: Attributes; readonly extensions: Record<string, string> } | undefined {
  const attributes: Record<string, string> = {};
  const extensions: Record<string, string> = {};
  for (const header in headers) {
    // Others than Node's server may write them in any case. Only what begins with a C can be meant.
    if (!header.startsWith('c') && !header.startsWith('C')) continue;
    if (header !== header.toLowerCase()) return undefined;
    if (!header.startsWith(prefix)) continue;
    const value = headers[header];
    if (!isPlain(value)) return undefined;
    const name = header.slice(prefix.length);
    if (attributeNames.has(name)) attributes[name] = value;
    else if (extensionName.test(name) && !notExtensions.has(name)) extensions[name] = value;
    else return undefined;
  }
  return { attributes, extensions };
}

function isPlain(value: unknown): value is string {
  return typeof value === 'string' && plain.test(value) && !value.startsWith(' ') && !value.endsWith(' ');
}
