import { type Destination, HostLimits, type HostRule, type Pace, Slots } from '../limits/index.ts';
import type { Stop } from './stop.ts';
import type { Exchange } from './transport.ts';

/** Any transport: what it carries back is its own affair. */
type Send<Answer, Signal extends Stop> = (exchange: Exchange, signal: Signal) => Promise<Answer>;

/** The limits of hosts, and the clock of their rates. */
export interface HostSettings {
  readonly rules: readonly HostRule[];
  readonly pace: Pace;
}

/** What limits exchanges by their hosts. One for a process: all its transports count together. */
type Throttle = <Answer, Signal extends Stop>(send: Send<Answer, Signal>) => Send<Answer, Signal>;

/**
 * Keeps every exchange within the limits of its host, whatever asked for it: calls, redirects, tokens, documents. An
 * exchange counts until its promise is done; of a stream that is when its head has come. None needs a second one to go
 * on, so waiting here cannot lock up.
 */
export function createThrottle(settings: HostSettings | undefined): Throttle {
  if (settings === undefined || settings.rules.length === 0) return (send) => send;
  const { rules, pace } = settings;
  const hosts = new HostLimits(rules, () => pace.now());
  const queue = new Slots({ count: Number.POSITIVE_INFINITY, pace });
  return (send) => {
    return async (exchange, signal) => {
      const limits = hosts.of(destinationOf(exchange.url));
      if (limits.length === 0) return send(exchange, signal);
      const giveBack = await queue.take({ signal, limits });
      if (giveBack === undefined) throw signal.reason;
      try {
        return await send(exchange, signal);
      } finally {
        giveBack();
      }
    };
  };
}

const usualPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };

/** Host and port that a URL leads to. */
export function destinationOf({ hostname, port, protocol }: URL): Destination {
  const number = port === '' ? usualPorts[protocol] : Number(port);
  return { host: hostname, ...(number === undefined ? {} : { port: number }) };
}
