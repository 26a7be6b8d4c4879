import type { Json } from '../json/json.ts';
import { segments } from '../json/pointer.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import { compileSchema } from '../schema/index.ts';
import { bindingsAt } from './broker-parts.ts';
import type { Message } from './model.ts';
import {
  complain,
  follow,
  member,
  members,
  objectAt,
  type Place,
  type Sources,
  textAt,
} from './reference.ts';
import { liftSchema, onlyText, propertySchema } from './schema.ts';

/** What a document says for all its messages. */
export interface DocumentContext {
  readonly sources: Sources;
  readonly major: 2 | 3;
  readonly defaultContentType: string;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Reads the message at a place (a message object or a `$ref` to one); `key` names one that has no `name`. */
export function readMessage(place: Place, key: string, context: DocumentContext): Message {
  const { sources } = context;
  const parts = layers(follow(place, sources), context);
  const first = (field: string) =>
    parts.map((part) => textAt(member(part, field))).find((text) => text !== undefined);
  const name = first('name') ?? key;
  const contentType = first('contentType') ?? context.defaultContentType;
  const schema = payloadSchema(parts, context);
  const inEnvelope = mediaType(contentType) === cloudEvents && schema !== undefined;
  const dataSchema = inEnvelope ? propertySchema(schema, 'data', sources) : schema;
  const payload = dataSchema === undefined ? undefined : checkedSchema(dataSchema, context);
  const title = first('title');
  const eventType =
    first('x-cloudevent-type') ??
    typeInHeaders(parts, sources) ??
    (inEnvelope ? onlyText(propertySchema(schema, 'type', sources), sources) : undefined) ??
    name;
  const dataType = inEnvelope
    ? (onlyText(propertySchema(schema, 'datacontenttype', sources), sources) ?? 'application/json')
    : contentType;
  const correlationId = parts
    .map((part) => textAt(member(follow(member(part, 'correlationId'), sources), 'location')))
    .find((location) => location !== undefined);
  return {
    name,
    ...(title === undefined ? {} : { title }),
    contentType: dataType,
    ...(payload === undefined ? {} : { payload }),
    eventType,
    ...(mediaType(contentType) === cloudEvents ? { envelope: true as const } : {}),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...bindingsAt(parts, sources),
  };
}

/** The key of the component (or of the entry of another file) that a `$ref` leads to. */
export function componentKey(place: Place, sources: Sources): string | undefined {
  const end = follow(place, sources);
  return end === place ? undefined : segments(end.pointer).at(-1);
}

/** The message and its traits, what wins first: in AsyncAPI 2 the last trait, in 3 the message itself. */
function layers(message: Place, { sources, major }: DocumentContext): readonly Place[] {
  const traits = members(member(message, 'traits'))
    .map(([, trait]) => follow(trait, sources))
    .reverse();
  return major === 2 ? [...traits, message] : [message, ...traits];
}

/** A CloudEvent in structured JSON. */
const cloudEvents = 'application/cloudevents+json';

const typeHeaders = ['ce_type', 'ce-type', 'type'];

function typeInHeaders(parts: readonly Place[], sources: Sources): string | undefined {
  for (const part of parts) {
    const headers = unwrapped(member(part, 'headers'), sources);
    for (const header of typeHeaders) {
      const type = onlyText(propertySchema(headers, header, sources), sources);
      if (type !== undefined) return type;
    }
  }
  return undefined;
}

function payloadSchema(parts: readonly Place[], context: DocumentContext): Place | undefined {
  const holder = parts.find((part) => member(part, 'payload').value !== undefined);
  if (holder === undefined) return undefined;
  const payload = follow(member(holder, 'payload'), context.sources);
  const format = textAt(member(context.major === 2 ? holder : payload, 'schemaFormat'));
  if (format === undefined || isJsonSchema(format)) return unwrapped(payload, context.sources);
  context.report(
    complain(payload, {
      code: 'schema-format',
      severity: 'warning',
      message: `payloads are not checked against a schema of format "${format}", not supported yet`,
      hint: 'AsyncAPI schemas and JSON Schema are checked',
    }),
  );
  return undefined;
}

/** AsyncAPI 3 may wrap a schema as `{ schemaFormat, schema }`. */
function unwrapped(place: Place, sources: Sources): Place {
  const here = follow(place, sources);
  const { schemaFormat, schema } = objectAt(here);
  return schemaFormat !== undefined && schema !== undefined ? follow(member(here, 'schema'), sources) : here;
}

function isJsonSchema(format: string): boolean {
  return /^application\/(vnd\.aai\.asyncapi|schema)(\+(json|yaml))?\b/.test(mediaType(format));
}

function mediaType(text: string): string {
  return (text.split(';')[0] ?? '').trim().toLowerCase();
}

function checkedSchema(place: Place, { sources, report }: DocumentContext): Json | undefined {
  const schema = liftSchema(place, sources);
  try {
    compileSchema(schema);
    return schema;
  } catch (error) {
    const message = `payload schema does not compile: ${error instanceof Error ? error.message : String(error)}`;
    report(complain(place, { code: 'payload-schema', message }));
    return undefined;
  }
}
