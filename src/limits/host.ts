import { type Bounds, Limit } from './limit.ts';

/** A bound on what goes to a host. */
export interface HostRule extends Bounds {
  /** A name or an address, as URLs have it but without brackets; in any case. */
  readonly host: string;
  /** Every port of the host together, unless given. */
  readonly port?: number;
}

/** Where something goes. */
export interface Destination {
  readonly host: string;
  readonly port?: number;
}

/** The limits of the hosts that have some. */
export class HostLimits {
  readonly #rules: readonly { readonly rule: HostRule; readonly limit: Limit }[];

  constructor(rules: readonly HostRule[], now: () => number) {
    this.#rules = rules.map((rule) => ({ rule, limit: new Limit(rule, now) }));
  }

  /** No host has any. */
  get none(): boolean {
    return this.#rules.length === 0;
  }

  /** All limits that hold for a destination: of its host, and of its port there. */
  of({ host, port }: Destination): readonly Limit[] {
    if (this.none) return [];
    const name = nameOf(host);
    return this.#rules
      .filter(({ rule }) => nameOf(rule.host) === name && (rule.port === undefined || rule.port === port))
      .map(({ limit }) => limit);
  }
}

function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
