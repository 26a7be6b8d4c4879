import { isObject, type Json, type JsonObject, own, toJson } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { Activation } from './activation.ts';
import type { TaskContext } from './task-context.ts';
import { expand } from './uri-template.ts';

/** A policy whose values are evaluated when the request is made; they are never stored. */
export type Policy = (activation: Activation) => JsonObject;

/** The members of each scheme that must be there. What else OAuth needs depends on the grant; the activity tells. */
const schemes = {
  basic: ['username', 'password'],
  bearer: ['token'],
  digest: ['username', 'password'],
  oauth2: ['authority', 'grant'],
  oidc: ['authority', 'grant'],
} as const;

/** Members of OAuth policies that the DSL types as choices or URI templates: no expressions. */
const fixed = ['authority', 'grant', 'endpoints', 'request'];

/**
 * An authentication policy: inline, or by name from `use.authentications` (`{use: name}` or the bare name). Its values
 * may be expressions, or come whole from a secret (`basic: {use: secret}`). The authority and the endpoints of OAuth
 * are URI templates over the task's data.
 */
export function compileAuthentication(
  definition: Json | undefined,
  pointer: Pointer,
  context: TaskContext,
): Policy | undefined {
  if (definition === undefined) return undefined;
  const found = policyOf(definition, pointer, context);
  return found === undefined ? undefined : compilePolicy(found.policy, found.pointer, context);
}

/** The scheme of a policy, or of the one it names; undefined for none. */
export function schemeOf(definition: Json, context: TaskContext): string | undefined {
  const reference = referenceOf(definition);
  const policy = reference === undefined ? definition : own(context.compiler.use.authentications, reference);
  return Object.keys(policy ?? {})[0];
}

function policyOf(
  definition: Json,
  pointer: Pointer,
  context: TaskContext,
): { readonly policy: Json; readonly pointer: Pointer } | undefined {
  const reference = referenceOf(definition);
  if (reference === undefined) return { policy: definition, pointer };
  const named = own(context.compiler.use.authentications, reference);
  if (named !== undefined) return { policy: toJson(named), pointer: join('/use/authentications', reference) };
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

function compilePolicy(policy: Json, pointer: Pointer, context: TaskContext): Policy | undefined {
  const { compiler } = context;
  const [entry, ...more] = isObject(policy) ? Object.entries(policy) : [];
  if (entry === undefined || more.length > 0 || !isScheme(entry[0])) {
    const known = Object.keys(schemes).join(', ');
    compiler.find('invalid-authentication', pointer, `an authentication is exactly one of ${known}`);
    return undefined;
  }
  const [scheme, value] = entry;
  const at = join(pointer, scheme);
  const secret = referenceOf(value);
  if (secret !== undefined) {
    if (compiler.use.secrets?.includes(secret) !== true) {
      compiler.find(
        'unknown-reference',
        join(at, 'use'),
        `there is no secret "${secret}" in use.secrets`,
        `declare it: use: {secrets: [${secret}]}`,
      );
    }
    return (activation) => ({ [scheme]: complete(scheme, activation.secret(secret)) });
  }
  const members = isObject(value) ? value : {};
  refuseBrowser(members['grant'], join(at, 'grant'), context);
  const evaluated = Object.entries(members).filter(([name]) => !fixed.includes(name));
  // The policy is what `$authorization` is made of, so it cannot read it.
  const variables = context.variables.filter((name) => name !== 'authorization');
  const template = compiler.template(Object.fromEntries(evaluated), at, variables);
  return (activation) => {
    const found = activation.evaluate(template);
    return {
      [scheme]: complete(scheme, {
        ...(isObject(found) ? found : {}),
        ...constants(members, activation.data),
      }),
    };
  };
}

function isScheme(name: string): name is keyof typeof schemes {
  return Object.hasOwn(schemes, name);
}

function refuseBrowser(grant: Json | undefined, pointer: Pointer, { compiler }: TaskContext): void {
  if (grant !== 'authorization_code') return;
  compiler.find(
    'not-supported',
    pointer,
    'the grant authorization_code needs a person at a browser, whom a workflow does not have',
    'use client_credentials, or refresh_token with a refresh token that was got once',
  );
}

/** The members without expressions; those that are URIs are expanded over the task's data. */
function constants(members: JsonObject, data: Json): JsonObject {
  const uri = (value: Json): Json => (typeof value === 'string' ? expand(value, data) : value);
  const entries = fixed.flatMap((name): [string, Json][] => {
    const value = members[name];
    if (value === undefined) return [];
    if (name === 'authority') return [[name, uri(value)]];
    if (name !== 'endpoints' || !isObject(value)) return [[name, value]];
    return [[name, Object.fromEntries(Object.entries(value).map(([key, path]) => [key, uri(path)]))]];
  });
  return Object.fromEntries(entries);
}

/** What a scheme needs and nothing that is null: an absent member says the same. */
function complete(scheme: keyof typeof schemes, value: Json): JsonObject {
  const members = isObject(value) ? value : {};
  const missing = schemes[scheme].find((member) => typeof members[member] !== 'string');
  if (missing !== undefined) {
    throw WorkflowError.of(
      'authentication',
      'Credentials missing',
      `${scheme} authentication needs a text for "${missing}"`,
    );
  }
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null));
}
