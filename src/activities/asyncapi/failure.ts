import { AddressRefused } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Place } from './broker.ts';

/** What brokers and their clients say when they do not know somebody. */
const refusals =
  /not.authori[sz]ed|unauthori[sz]ed|authori[sz]ation violation|authenticat|ACCESS[_-]REFUSED|WRONGPASS|NOAUTH|NOPERM|bad user ?name or password|\b401\b/i;

/** What a client threw, as an error that the workflow may catch: 401 when the broker does not know the login, else 503. */
export function failureOf(
  error: unknown,
  protocol: string,
  place: Pick<Place, 'hosts' | 'channel'>,
): WorkflowError {
  const refused = causesOf(error).find(
    (cause) => cause instanceof WorkflowError || cause instanceof AddressRefused,
  );
  if (refused instanceof WorkflowError) return refused;
  const where = `${protocol} ${place.hosts.map(({ host, port }) => (port === undefined ? host : `${host}:${port}`)).join(', ')}`;
  if (refused !== undefined) {
    const detail = `${where}: ${refused.message}; ${refused.remedy}`;
    return WorkflowError.of('communication', 'Address refused', detail, 403);
  }
  const why = [...new Set(causesOf(error).map(textOf))].join(': ');
  const detail = `${where}, channel "${place.channel}": ${why}`;
  if (refusals.test(why)) return WorkflowError.of('authentication', 'The broker refused the login', detail);
  return WorkflowError.of('communication', 'The broker failed', detail, 503);
}

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let here = error; here !== undefined && causes.length < 5; ) {
    causes.push(here);
    here = here instanceof Error ? here.cause : undefined;
  }
  return causes;
}

/** An attempt on several addresses fails with an empty message and a code. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
