import { isObject, type Json, type JsonObject, own, toJson } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { Activation } from './activation.ts';
import type { TaskContext } from './task-context.ts';

const schemes = {
  basic: ['username', 'password'],
  bearer: ['token'],
} as const;

/**
 * An authentication policy: inline, or by name from `use.authentications` (`{use: name}` or the bare name). Its values
 * may be expressions, or come whole from a secret (`basic: {use: secret}`). Yields the credentials when the request
 * is made; they are never stored.
 */
export function compileAuthentication(
  definition: Json | undefined,
  pointer: Pointer,
  context: TaskContext,
): ((activation: Activation) => JsonObject) | undefined {
  if (definition === undefined) return undefined;
  const reference = referenceOf(definition);
  if (reference === undefined) return compilePolicy(definition, pointer, context);
  const named = own(context.compiler.use.authentications, reference);
  if (named !== undefined)
    return compilePolicy(toJson(named), join('/use/authentications', reference), context);
  context.compiler.find(
    'unknown-reference',
    pointer,
    `there is no authentication "${reference}" in use.authentications`,
  );
  return undefined;
}

function referenceOf(definition: Json): string | undefined {
  if (typeof definition === 'string') return definition;
  return isObject(definition) && typeof definition['use'] === 'string' ? definition['use'] : undefined;
}

function compilePolicy(
  policy: Json,
  pointer: Pointer,
  context: TaskContext,
): ((activation: Activation) => JsonObject) | undefined {
  const [scheme, value] = isObject(policy) ? (Object.entries(policy)[0] ?? []) : [];
  if (scheme !== 'basic' && scheme !== 'bearer') {
    context.compiler.unsupported(pointer, `The authentication "${scheme ?? 'none'}"`, 'use basic or bearer');
    return undefined;
  }
  const members = schemes[scheme];
  const secret = value !== undefined ? referenceOf(value) : undefined;
  if (secret !== undefined) {
    if (!(context.compiler.use.secrets ?? []).includes(secret)) {
      context.compiler.find(
        'unknown-reference',
        join(pointer, scheme, 'use'),
        `there is no secret "${secret}" in use.secrets`,
      );
    }
    return (activation) => ({ [scheme]: pick(scheme, members, activation.secret(secret)) });
  }
  const template = context.compiler.template(value ?? null, join(pointer, scheme), context.variables);
  return (activation) => ({ [scheme]: pick(scheme, members, activation.evaluate(template)) });
}

function pick(scheme: string, members: readonly string[], value: Json): JsonObject {
  const entries = members.map((member): [string, Json] => [
    member,
    isObject(value) ? (value[member] ?? null) : null,
  ]);
  const missing = entries.find(([, text]) => typeof text !== 'string');
  if (missing === undefined) return Object.fromEntries(entries);
  throw WorkflowError.of(
    'authentication',
    'Credentials missing',
    `${scheme} authentication needs a text for "${missing[0]}"`,
  );
}
