import { isObject, type Json } from '../../json/json.ts';
import { essence } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { encodeMultipart, type Part } from './multipart.ts';
import type { HttpRequest } from './request.ts';

/** A request body for the wire, and the content type it has unless the workflow named one. */
export interface EncodedBody {
  readonly content: string | Uint8Array;
  readonly contentType: string;
}

/**
 * Strings are sent as they are, everything else as JSON; a map under `application/x-www-form-urlencoded` or
 * `multipart/form-data` as a form.
 * @throws WorkflowError of kind `configuration` for a form that is not flat, and for another kind of multipart.
 */
export function encodeBody(
  body: NonNullable<HttpRequest['body']>,
  contentType: string | undefined,
): EncodedBody {
  if (typeof body === 'string')
    return { content: body, contentType: contentType ?? 'text/plain; charset=utf-8' };
  const type = essence(contentType ?? 'application/json');
  if (type === 'application/x-www-form-urlencoded') {
    return { content: encodeForm(body), contentType: contentType ?? type };
  }
  if (type === 'multipart/form-data') return encodeMultipart(partsOf(body));
  if (type.startsWith('multipart/')) {
    throw WorkflowError.of('configuration', 'Invalid HTTP call', `a ${type} body is not supported yet`);
  }
  return { content: JSON.stringify(body), contentType: contentType ?? type };
}

function encodeForm(body: Json): string {
  const form = new URLSearchParams();
  for (const [name, value] of fieldsOf(body)) {
    if (typeof value === 'object') {
      throw WorkflowError.of('configuration', 'Invalid HTTP call', `the form field ${name} is not a scalar`);
    }
    form.append(name, String(value));
  }
  return form.toString();
}

/** Scalars as text, the rest as JSON. */
function partsOf(body: Json): readonly Part[] {
  return fieldsOf(body).map(([name, value]) =>
    typeof value === 'object'
      ? { name, content: JSON.stringify(value), contentType: 'application/json' }
      : { name, content: String(value) },
  );
}

/** The fields of a form: an array is one field for each item, null is none. */
function fieldsOf(body: Json): readonly (readonly [string, Exclude<Json, null>])[] {
  return Object.entries(isObject(body) ? body : { body }).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly Json[]) : [value]).flatMap((item) =>
      item === null ? [] : [[name, item] as const],
    ),
  );
}
