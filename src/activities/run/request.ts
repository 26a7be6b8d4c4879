import { isObject, type Json, type JsonObject } from '../../json/json.ts';

/** What every process is given, as `src/machine` evaluates it. */
export interface ProcessRequest {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string | undefined;
  readonly returns: string;
}

/** The name under which a process finds the key that is the same whenever it is repeated. */
export const keyVariable = 'EVENTCTL_IDEMPOTENCY_KEY';

/** Reads the common part of a request. The environment gets the key, which the task cannot replace. */
export function readProcessRequest(given: JsonObject, key: string): ProcessRequest {
  const { stdin } = given;
  return {
    argv: readList(given['arguments']),
    environment: { ...readMap(given['environment']), [keyVariable]: key },
    stdin: typeof stdin === 'string' ? stdin : undefined,
    returns: readText(given, 'return'),
  };
}

/** @throws Error when it is missing: the machine gives it always. */
export function readText(given: JsonObject, name: string): string {
  const text = given[name];
  if (typeof text === 'string') return text;
  throw new Error(`the request has no text "${name}"`);
}

/** A map of texts; nothing given is an empty one. */
export function readMap(given: Json | undefined): Readonly<Record<string, string>> {
  return isObject(given)
    ? Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))
    : {};
}

function readList(given: Json | undefined): readonly string[] {
  return Array.isArray(given) ? (given as readonly Json[]).map(String) : [];
}
