import { isIP, type LookupFunction, connect as openTcp, type Socket } from 'node:net';
import { connect as openTls, type TLSSocket } from 'node:tls';
import { mayReach, type PrivateAccess } from './address.ts';
import { createLocate, type Locate } from './locate.ts';
import { AddressRefused, judgedLookup } from './lookup.ts';

/** Where a socket goes. */
export interface Destination {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/**
 * Opens sockets for protocols that are not HTTP, under the rule of all calls: every address of a name is judged, and the
 * socket goes to exactly these.
 */
export interface Dialler {
  /** For clients that open their sockets themselves. It judges names only: see `check`. */
  readonly lookup: LookupFunction;
  /** @throws AddressRefused for an address, written as one, that may not be reached. */
  check(host: string): void;
  /** The judged addresses of a host. */
  readonly resolve: Locate;
  /** A socket that is about to connect; its errors are events. @throws AddressRefused as `check`. */
  open(destination: Destination): Socket | TLSSocket;
}

/** Milliseconds of silence before the system asks whether the other side is still there. */
const keepAliveDelay = 30_000;

export function createDialler(access: PrivateAccess): Dialler {
  const lookup = judgedLookup(access);
  const check = (host: string): void => {
    if (isIP(host) !== 0 && !mayReach(host, access)) throw new AddressRefused(host, host);
  };
  return {
    lookup,
    check,
    resolve: createLocate(access),
    open({ host, port, secure }) {
      check(host);
      const options = { host, port, lookup };
      const socket = secure
        ? openTls({ ...options, ...(isIP(host) === 0 ? { servername: host } : {}) })
        : openTcp(options);
      return socket.setKeepAlive(true, keepAliveDelay);
    },
  };
}
