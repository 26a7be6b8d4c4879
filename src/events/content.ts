import type { Json, JsonObject } from '../json/json.ts';
import { Failure } from '../problem/failure.ts';
import { decodeText, isJsonType, isTextType, type MediaType } from './media-type.ts';

/**
 * The data of an event in binary mode: JSON content becomes `data`, text stays text, and anything else becomes
 * `data_base64`; a body without a content type is JSON if it can be read as JSON. Nothing for an empty body.
 * @throws Failure `invalid-event` for content that is not the JSON it says it is.
 */
export function decodeData(body: Buffer, type: MediaType | undefined): JsonObject {
  if (body.length === 0) return {};
  if (type === undefined) {
    const data = tryJson(body, { essence: 'application/json', charset: undefined });
    if (data !== undefined) return { data };
  } else if (isJsonType(type)) {
    const data = tryJson(body, type);
    if (data === undefined) {
      throw new Failure('invalid-event', `the event's attribute "data" is not ${type.essence}`);
    }
    return { data };
  } else if (isTextType(type)) {
    const data = decodeText(body, type);
    if (data !== undefined) return { data };
  }
  return { data_base64: body.toString('base64') };
}

/** A message that is JSON. @throws Failure `invalid-event` */
export function parseJson(body: Buffer, type: MediaType): unknown {
  const json = tryJson(body, type);
  if (json === undefined) throw new Failure('invalid-event', 'the message is not JSON');
  return json;
}

const byteOrderMark = 0xfeff;

function tryJson(body: Buffer, type: MediaType): Json | undefined {
  const text = decodeText(body, type);
  if (text === undefined) return undefined;
  try {
    const json: Json = JSON.parse(text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text);
    return json;
  } catch {
    return undefined;
  }
}
