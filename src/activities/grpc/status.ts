import { isObject } from '../../json/json.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** What a gRPC status is called, and the HTTP status that says the same (google/rpc/code.proto). */
const statuses: Readonly<Record<number, readonly [name: string, http: number]>> = {
  1: ['CANCELLED', 499],
  2: ['UNKNOWN', 500],
  3: ['INVALID_ARGUMENT', 400],
  4: ['DEADLINE_EXCEEDED', 504],
  5: ['NOT_FOUND', 404],
  6: ['ALREADY_EXISTS', 409],
  7: ['PERMISSION_DENIED', 403],
  8: ['RESOURCE_EXHAUSTED', 429],
  9: ['FAILED_PRECONDITION', 400],
  10: ['ABORTED', 409],
  11: ['OUT_OF_RANGE', 400],
  12: ['UNIMPLEMENTED', 501],
  13: ['INTERNAL', 500],
  14: ['UNAVAILABLE', 503],
  15: ['DATA_LOSS', 500],
  16: ['UNAUTHENTICATED', 401],
};

/** Characters of a server's own words that an error quotes. */
const maxExcerpt = 2_000;

/** A call that did not end with OK, as an error of kind `communication`. @param secret what the detail must not quote. */
export function statusError(error: unknown, path: string, secret: string | undefined): WorkflowError {
  const { code, details } = isStatus(error) ? error : { code: 2, details: String(error) };
  const [name, http] = statuses[code] ?? [`status ${code}`, 500];
  const said = secret === undefined ? details : details.replaceAll(secret, '***');
  const why = said === '' ? '' : `: ${said.slice(0, maxExcerpt)}`;
  return WorkflowError.of('communication', `gRPC ${name}`, `${path} ended with ${name}${why}`, http);
}

function isStatus(error: unknown): error is { readonly code: number; readonly details: string } {
  return isObject(error) && typeof error['code'] === 'number' && typeof error['details'] === 'string';
}
