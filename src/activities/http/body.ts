import { isObject, type Json } from '../../json/json.ts';
import { essence } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { HttpRequest } from './request.ts';

/** A request body as text, and the content type it has unless the workflow named one. */
export interface EncodedBody {
  readonly text: string;
  readonly contentType: string;
}

/**
 * Strings are sent as they are, everything else as JSON; a map under `application/x-www-form-urlencoded` as a form.
 * @throws WorkflowError of kind `configuration` for a form that is not flat, and for multipart.
 */
export function encodeBody(
  body: NonNullable<HttpRequest['body']>,
  contentType: string | undefined,
): EncodedBody {
  if (typeof body === 'string')
    return { text: body, contentType: contentType ?? 'text/plain; charset=utf-8' };
  const type = essence(contentType ?? 'application/json');
  if (type === 'application/x-www-form-urlencoded') {
    return { text: encodeForm(body), contentType: contentType ?? type };
  }
  if (type.startsWith('multipart/')) {
    throw WorkflowError.of('configuration', 'Invalid HTTP call', `a ${type} body is not supported yet`);
  }
  return { text: JSON.stringify(body), contentType: contentType ?? type };
}

function encodeForm(body: Json): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(isObject(body) ? body : { body })) {
    for (const item of Array.isArray(value) ? (value as readonly Json[]) : [value]) {
      if (typeof item === 'object' && item !== null) {
        throw WorkflowError.of(
          'configuration',
          'Invalid HTTP call',
          `the form field ${name} is not a scalar`,
        );
      }
      if (item !== null) form.append(name, String(item));
    }
  }
  return form.toString();
}
