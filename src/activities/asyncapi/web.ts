import type { Place } from './broker.ts';

/** The `Authorization` header of what begins as an HTTP request. */
export async function authorizationOf(
  { web: { authenticator, credentials } }: Place,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (credentials === undefined) return undefined;
  const { scheme, parameter } = await authenticator.authorize(credentials, signal);
  return `${scheme} ${parameter}`;
}
