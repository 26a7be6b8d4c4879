import type { TaskDefinition } from '../dsl/model.ts';
import { isObject, type Json, type JsonObject, toJson } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Activation } from './activation.ts';
import { compileAuthentication, schemeOf } from './authentication.ts';
import type { TaskContext } from './task-context.ts';

/** Where the calls of the DSL have the authentication of what they call, under `with`. */
const places = [
  ['authentication'],
  ['endpoint', 'authentication'],
  ['service', 'authentication'],
  ['server', 'authentication'],
  ['transport', 'http', 'endpoint', 'authentication'],
] as const;

/** The policy that a call authenticates with; undefined for calls without one and for other tasks. */
export function callPolicy(
  task: TaskDefinition,
  pointer: Pointer,
): { readonly policy: Json; readonly pointer: Pointer } | undefined {
  if (!('call' in task)) return undefined;
  const whole = toJson(task);
  for (const place of places) {
    const policy = ['with', ...place].reduce<Json | undefined>(
      (value, name) => (isObject(value) ? value[name] : undefined),
      whole,
    );
    if (policy !== undefined) return { policy, pointer: join(pointer, 'with', ...place) };
  }
  return undefined;
}

/**
 * `$authorization` of a call: scheme and parameter as its request carries them, made from the policy again wherever an
 * expression reads them, so that they are never stored. That can be done for basic and bearer; what other schemes send
 * is known to the activity alone, and reading it there is refused. `uses` are the places that read it.
 */
export function compileAuthorization(
  { policy, pointer }: { readonly policy: Json; readonly pointer: Pointer },
  uses: readonly Pointer[],
  context: TaskContext,
): ((activation: Activation) => Json) | undefined {
  if (uses.length === 0) return undefined;
  const scheme = schemeOf(policy, context);
  if (scheme === 'basic' || scheme === 'bearer') {
    const credentials = compileAuthentication(policy, pointer, context);
    return credentials && ((activation) => describeCredentials(credentials(activation)));
  }
  const why =
    scheme === 'digest'
      ? 'its parameter is an answer to the server, made while the request is sent'
      : 'its token is got while the request is sent, and never stored';
  for (const use of uses) {
    context.compiler.find(
      'not-supported',
      use,
      `$authorization cannot be read with ${scheme ?? 'this'} authentication: ${why}`,
    );
  }
  return undefined;
}

function describeCredentials({ basic, bearer }: JsonObject): Json {
  if (isObject(basic)) {
    const pair = `${String(basic['username'])}:${String(basic['password'])}`;
    return { scheme: 'Basic', parameter: Buffer.from(pair).toString('base64') };
  }
  return { scheme: 'Bearer', parameter: isObject(bearer) ? (bearer['token'] ?? null) : null };
}
