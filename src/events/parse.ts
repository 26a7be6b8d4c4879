import { isObject, type JsonObject } from '../json/json.ts';
import { Failure } from '../problem/failure.ts';
import { isTimestamp, isUri, isUriReference, whyNotJson, whyNotText } from './attribute.ts';
import type { CloudEvent } from './cloudevent.ts';
import { maxAttributeName, maxAttributes } from './limits.ts';

/**
 * Takes an event in its structured JSON form (CloudEvents 1.0, JSON format). Members that are `null` count as absent,
 * except `data`. Nothing else is changed: values, extensions and their order stay as sent.
 * @throws Failure `invalid-event` that names the attribute.
 */
export function parseCloudEvent(json: unknown): CloudEvent {
  if (!isObject(json)) throw new Failure('invalid-event', 'an event is a JSON object');
  const event = withoutNulls(json);
  check(event);
  return event;
}

/** Makes an event: what is not given of `specversion`, `id`, `time` and `datacontenttype` is filled in. */
export function newCloudEvent(
  attributes: { readonly source: string; readonly type: string } & JsonObject,
  defaults: { readonly id: string; readonly now: number },
): CloudEvent {
  const { data, ...others } = attributes;
  return parseCloudEvent({
    specversion: '1.0',
    id: defaults.id,
    time: new Date(defaults.now).toISOString(),
    ...(data === undefined ? {} : { datacontenttype: 'application/json' }),
    ...others,
    ...(data === undefined ? {} : { data }),
  });
}

function withoutNulls(json: JsonObject): JsonObject {
  const names = Object.keys(json);
  if (names.every((name) => json[name] !== null || name === 'data')) return json;
  return Object.fromEntries(
    Object.entries(json).filter(([name, value]) => value !== null || name === 'data'),
  );
}

function check(event: JsonObject): asserts event is CloudEvent {
  if (event['specversion'] !== '1.0') {
    const sent = event['specversion'];
    throw invalid('specversion', sent === undefined ? 'is missing' : `is ${JSON.stringify(sent)}, not "1.0"`);
  }
  for (const name of ['id', 'source', 'type']) {
    if (!Object.hasOwn(event, name)) throw invalid(name, 'is missing');
  }
  const names = Object.keys(event);
  if (names.length > maxAttributes) {
    throw new Failure('invalid-event', `the event has more than ${maxAttributes} attributes`);
  }
  for (const name of names) {
    const wrong = whyWrong(name, event[name]);
    if (wrong !== undefined) throw invalid(name, wrong);
  }
  if (Object.hasOwn(event, 'data') && Object.hasOwn(event, 'data_base64')) {
    throw invalid('data_base64', 'stands beside data; an event has one of them');
  }
}

function whyWrong(name: string, value: unknown): string | undefined {
  switch (name) {
    case 'specversion':
      return undefined;
    case 'id':
    case 'type':
    case 'subject':
    case 'datacontenttype':
      return whyNotText(value);
    case 'source':
      return whyNotText(value) ?? (isUriReference(String(value)) ? undefined : 'is not a URI reference');
    case 'dataschema':
      return whyNotText(value) ?? (isUri(String(value)) ? undefined : 'is not an absolute URI');
    case 'time':
      return (
        whyNotText(value) ?? (isTimestamp(String(value)) ? undefined : 'is not an RFC 3339 date and time')
      );
    case 'data':
      return whyNotJson(value);
    case 'data_base64':
      return isBase64(value) ? undefined : 'is not base64 text';
    default:
      return whyWrongExtension(name, value);
  }
}

function whyWrongExtension(name: string, value: unknown): string | undefined {
  if (!/^[a-z0-9]+$/.test(name)) return 'has a name with other characters than lower-case letters and digits';
  if (name.length > maxAttributeName) return `has a name of more than ${maxAttributeName} characters`;
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return undefined;
  return value === '' ? undefined : whyNotText(value, 'a text, an integer or a boolean');
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}

function invalid(name: string, why: string): Failure {
  return new Failure(
    'invalid-event',
    `the event's attribute ${JSON.stringify(name.slice(0, maxAttributeName))} ${why}`,
  );
}
