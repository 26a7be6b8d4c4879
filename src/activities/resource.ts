import { readCredentials } from '../authentication/index.ts';
import { isObject, type Json } from '../json/json.ts';
import type { Resource, Resources } from '../resources/index.ts';

/** Reads an external resource as `src/machine` evaluated it: pinned, or by its address. @throws as `Resources.read`. */
export function readResource(
  resources: Pick<Resources, 'read'>,
  wanted: Json | undefined,
  signal: AbortSignal,
): Promise<Resource> {
  const { uri, text, authentication } = wanted !== undefined && isObject(wanted) ? wanted : {};
  return resources.read(
    {
      uri: typeof uri === 'string' ? uri : JSON.stringify(uri ?? null),
      ...(typeof text === 'string' ? { text } : {}),
      ...(authentication === undefined ? {} : { credentials: readCredentials(authentication) }),
    },
    signal,
  );
}
