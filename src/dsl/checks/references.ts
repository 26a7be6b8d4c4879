import { isObject, type Json } from '../../json/json.ts';
import { join, type Pointer, resolve } from '../../json/pointer.ts';
import type { Finding } from '../../problem/diagnostic.ts';
import { nearest } from '../../problem/nearest.ts';
import { formats } from '../formats.ts';
import { alternatives, quote } from '../wording.ts';
import { type Check, having, type Place, type Subject, section } from './subject.ts';

/** What is named is there: `use.timeouts`, `retries`, `errors`, `authentications` and `secrets`. */
export const checkReferences: Check = (subject) => [
  ...having(subject, 'timeout').flatMap((place) => checkName(place, subject, 'timeouts')),
  ...having(subject, 'retry').flatMap((place) => checkName(place, subject, 'retries')),
  // An expression raises the error that it yields, `$error` for one.
  ...having(subject, 'error').flatMap((place) =>
    isExpression(place.value) ? [] : checkName(place, subject, 'errors'),
  ),
  ...having(subject, 'authentication').flatMap((place) =>
    checkName(namedPolicy(place), subject, 'authentications'),
  ),
  ...having(subject, 'secret').flatMap((place) => checkSecret(place, subject)),
];

function namedPolicy({ pointer, value }: Place): Place {
  if (!isObject(value) || !Object.hasOwn(value, 'use')) return { pointer, value };
  return { pointer: join(pointer, 'use'), value: value['use'] ?? null };
}

function isExpression(value: Json): boolean {
  return typeof value === 'string' && formats.expression.accepts(value);
}

function checkName({ pointer, value }: Place, subject: Subject, kind: string): Finding[] {
  const known = section(subject, kind);
  if (typeof value !== 'string' || Object.hasOwn(known, value)) return [];
  const hint =
    kind === 'timeouts' && formats.duration.accepts(value)
      ? `write 'timeout: { after: ${value} }'; a text is the name of one of 'use.timeouts'`
      : undefined;
  return [unknown(`use.${kind}`, value, Object.keys(known), pointer, hint)];
}

function checkSecret({ pointer, value }: Place, subject: Subject): Finding[] {
  const listed = resolve(subject.value, '/use/secrets');
  const known = Array.isArray(listed) ? listed.filter((one: Json) => typeof one === 'string') : [];
  if (typeof value !== 'string' || known.includes(value)) return [];
  return [unknown('use.secrets', value, known, pointer)];
}

const maxListed = 10;

/** `name` is not in a section of `use`. */
export function unknown(
  where: string,
  name: string,
  known: readonly string[],
  pointer: Pointer,
  hint?: string,
): Finding {
  const meant = nearest(name, known);
  const list = known.slice(0, maxListed);
  const usual = list.length === 0 ? `define it in '${where}'` : `'${where}' has ${alternatives(list)}`;
  return {
    code: 'unknown-reference',
    message: `there is no ${quote(name)} in '${where}'`,
    hint: hint ?? (meant === undefined ? usual : `did you mean ${quote(meant)}?`),
    pointer,
  };
}
