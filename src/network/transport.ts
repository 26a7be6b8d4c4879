import type { Readable } from 'node:stream';
import type { Stop } from './stop.ts';

/** One HTTP request on the wire; redirects and authentication are already decided. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What came back, with content codings removed. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Carries one exchange. The network is one transport, stubs are another; everything else about a call is the same.
 * @throws WorkflowError of kind `communication` when no answer comes back.
 */
export type Transport = (exchange: Exchange, signal: Stop) => Promise<Answer>;

/** An answer whose body is still arriving, with its content codings. */
export type StreamedAnswer = Omit<Answer, 'body'> & { readonly body: Readable };

/** A transport for streams (Server-Sent Events). Aborting the signal ends the body too. @throws WorkflowError as `Transport`. */
export type StreamingTransport = (exchange: Exchange, signal: AbortSignal) => Promise<StreamedAnswer>;

/** Method and address of an exchange for messages: without the values of its query, which may be secrets. */
export function describeExchange(exchange: Pick<Exchange, 'method' | 'url'>): string {
  const { origin, pathname, search } = exchange.url;
  const names = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => `${pair.split('=', 1)[0]}=…`);
  return `${exchange.method} ${origin}${pathname}${names.length === 0 ? '' : `?${names.join('&')}`}`;
}

/** The absolute http or https URL that a text names, relative to `base` if given; undefined for anything else. */
export function webUrl(text: string, base?: string): URL | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}
