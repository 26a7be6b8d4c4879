import { lookup as systemLookup } from 'node:dns';
import { isIP } from 'node:net';
import { WorkflowError } from '../problem/problem.ts';
import type { PrivateAccess } from './address.ts';
import { AddressRefused, judgedLookup, type Resolve } from './lookup.ts';

/**
 * The addresses of a host, all of them judged. For clients that open sockets themselves: they must connect to these
 * addresses, and never ask for the name again.
 * @throws WorkflowError `communication`: 403 when one may not be reached, 503 when there is none.
 */
export type Locate = (host: string) => Promise<readonly string[]>;

export function createLocate(access: PrivateAccess, resolve: Resolve = systemLookup): Locate {
  const lookup = judgedLookup(access, (host, options, callback) => {
    const family = isIP(host);
    if (family === 0) resolve(host, options, callback);
    else callback(null, [{ address: host, family }]);
  });
  return (host) =>
    new Promise((found, reject) => {
      lookup(host, { all: true }, (error, addresses) => {
        if (error !== null) reject(failed(host, error));
        else found(typeof addresses === 'string' ? [addresses] : addresses.map(({ address }) => address));
      });
    });
}

function failed(host: string, error: Error): WorkflowError {
  return error instanceof AddressRefused
    ? WorkflowError.of('communication', 'Address refused', `${error.message}; ${error.remedy}`, 403)
    : WorkflowError.of('communication', 'No answer', `${host}: ${error.message}`, 503);
}
