import { isObject, type Json } from '../json/json.ts';
import type { Finding } from '../problem/diagnostic.ts';
import { nearest } from '../problem/nearest.ts';

/** What a document is, by its root keys. */
export type DocumentKind = 'workflow' | 'asyncapi' | 'workflow-0.8' | 'unknown';

export function kindOf(value: Json): DocumentKind {
  if (!isObject(value)) return 'unknown';
  if (Object.hasOwn(value, 'asyncapi')) return 'asyncapi';
  if (Object.hasOwn(value, 'document')) return 'workflow';
  if (
    Object.hasOwn(value, 'states') &&
    ['id', 'key', 'specVersion'].some((key) => Object.hasOwn(value, key))
  ) {
    return 'workflow-0.8';
  }
  return 'unknown';
}

/** Why a document of this kind is refused; nothing when it is not. */
export function refuseKind(kind: DocumentKind, value: Json): Finding[] {
  if (kind !== 'unknown') return [];
  return [
    {
      code: 'unknown-document',
      message: isObject(value)
        ? 'this is neither a workflow nor an AsyncAPI document'
        : 'a document is an object with keys, such as a workflow or an AsyncAPI document',
      hint: hintFor(value),
      pointer: '',
    },
  ];
}

function hintFor(value: Json): string {
  const usual = "a workflow has 'document' and 'do' at its root, an AsyncAPI document has 'asyncapi'";
  if (!isObject(value)) return usual;
  for (const key of Object.keys(value).slice(0, 100)) {
    const meant = nearest(key, ['document', 'asyncapi']);
    if (meant !== undefined) return `did you mean '${meant}' in place of '${key}'?`;
  }
  return Object.hasOwn(value, 'do') ? "add the 'document' section: dsl, namespace, name and version" : usual;
}
