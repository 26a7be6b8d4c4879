import { isObject, type Json, type JsonObject } from '../../json/json.ts';

/**
 * The claims of a JWT, unverified: the token comes from the token endpoint itself, over its connection. Undefined for
 * anything that is no signed JWT.
 */
export function claimsOf(token: string): JsonObject | undefined {
  const parts = token.split('.');
  const [, payload] = parts;
  if (parts.length !== 3 || payload === undefined) return undefined;
  try {
    const claims: Json = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
