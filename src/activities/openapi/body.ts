import { isObject, type Json } from '../../json/json.ts';
import { essence } from '../../network/index.ts';
import type { EncodedBody } from '../http/body.ts';
import { encodeMultipart, type Part } from '../http/multipart.ts';
import { invalidDocument, invalidParameter } from './invalid.ts';
import { codingOf } from './media-type.ts';
import { type Body, plainField } from './operation.ts';
import { percentEncode, serializePairs } from './serialize.ts';

const base64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** Writes a body in the media type of its operation. Bytes are base64 in a workflow. */
export function encodeOperationBody(body: Body, value: Exclude<Json, null>): EncodedBody {
  const { contentType } = body;
  switch (codingOf(contentType)) {
    case 'json':
      return {
        content: JSON.stringify(value),
        contentType: contentType.includes('*') ? 'application/json' : contentType,
      };
    case 'form':
      return { content: pairsOf(body, value).join('&'), contentType };
    case 'multipart':
      if (contentType !== 'multipart/form-data' && contentType !== 'multipart/*')
        throw invalidDocument(`a body of type ${contentType} is not supported yet`);
      return encodeMultipart(partsOf(body, value));
    case 'text':
      return {
        content: textOf(body.name, value),
        contentType: contentType === 'text/*' ? 'text/plain' : contentType,
      };
    case 'bytes':
      return {
        content: bytesOf(body.name, value),
        contentType: contentType.includes('*') ? 'application/octet-stream' : contentType,
      };
  }
}

function pairsOf(body: Body, value: Json): readonly string[] {
  return fieldsOf(body, value).flatMap(([name, item]) => {
    const field = body.fields[name] ?? plainField;
    if (field.contentType !== undefined && codingOf(essence(field.contentType)) === 'json') {
      return [`${percentEncode(name)}=${percentEncode(JSON.stringify(item))}`];
    }
    return serializePairs({ name, ...field }, item, (text) => percentEncode(text, field.allowReserved));
  });
}

/** Every item of a list is a part of its own. */
function partsOf(body: Body, value: Json): readonly Part[] {
  return fieldsOf(body, value).flatMap(([name, item]) =>
    (Array.isArray(item) ? (item as readonly Json[]) : [item])
      .filter((one) => one !== null)
      .map((one) => partOf(body, name, one)),
  );
}

function partOf(body: Body, name: string, value: Exclude<Json, null>): Part {
  const { contentType, isBinary } = body.fields[name] ?? plainField;
  if (isBinary) {
    return {
      name,
      filename: name,
      content: bytesOf(name, value),
      contentType: contentType ?? 'application/octet-stream',
    };
  }
  const isJson =
    contentType === undefined ? typeof value === 'object' : codingOf(essence(contentType)) === 'json';
  const content = isJson ? JSON.stringify(value) : textOf(name, value);
  const type = contentType ?? (isJson ? 'application/json' : undefined);
  return { name, content, ...(type === undefined ? {} : { contentType: type }) };
}

function fieldsOf(body: Body, value: Json): readonly (readonly [string, Exclude<Json, null>])[] {
  if (!isObject(value)) throw invalidParameter(`${body.name} must be a map, since it is sent as a form`);
  return Object.entries(value).flatMap(([name, item]) => (item === null ? [] : [[name, item] as const]));
}

function textOf(name: string, value: Exclude<Json, null>): string {
  if (typeof value !== 'object') return String(value);
  throw invalidParameter(`${name} must be a text`);
}

function bytesOf(name: string, value: Json): Uint8Array {
  if (typeof value === 'string' && base64.test(value)) return Buffer.from(value, 'base64');
  throw invalidParameter(`${name} must be base64, since it is sent as bytes`);
}
