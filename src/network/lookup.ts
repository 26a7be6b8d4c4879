import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { mayReach, type PrivateAccess } from './address.ts';

/** The part of `dns.lookup` that is used. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true; readonly family?: number },
  callback: (
    error: NodeJS.ErrnoException | null,
    addresses: { readonly address: string; readonly family: number }[],
  ) => void,
) => void;

/** A host that may not be called. It travels through the socket's error, up to the transport. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  /** What would let it be called, for people. */
  readonly remedy: string;

  constructor(host: string, address: string) {
    super(
      host === address
        ? `${address} is not a public address`
        : `${host} resolves to ${address}, which is not public`,
    );
    this.remedy = `only --allow-private ${mayReach(address, 'loopback') ? 'loopback' : 'all'} lets it be called`;
  }
}

/**
 * A lookup for sockets that fails unless every address of the name may be reached. The socket connects to the very
 * addresses that were judged, so a name that answers differently the next moment changes nothing.
 */
export function judgedLookup(access: PrivateAccess, resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    const family = options.family === 4 || options.family === 6 ? { family: options.family } : {};
    resolve(hostname, { all: true, ...family }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const refused = addresses.find(({ address }) => !mayReach(address, access));
      if (refused !== undefined) return callback(new AddressRefused(hostname, refused.address), []);
      const first = addresses[0];
      if (options.all === true || first === undefined) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
