import type { Authenticator, Credentials } from '../../authentication/index.ts';
import type { JsonObject } from '../../json/json.ts';
import type { Destination, Dialler, StreamingTransport } from '../../network/index.ts';

/**
 * A protocol that AsyncAPI calls speak: one file each, loaded with its client when it is first used. Terminology: a
 * **place** is one channel of one broker, for one activation of a task; what is **kept** is what the broker remembers of
 * a subscription while nobody holds it.
 */
export interface Protocol {
  /** Resolves when the broker has taken the message over, by whatever the protocol has for that. */
  publish(place: Place, message: Outgoing, signal: AbortSignal): Promise<void>;
  /** Resolves when the broker has the subscription. What it kept from before is opened again. */
  subscribe(place: Place, feed: Feed): Promise<Subscription>;
}

export interface Place {
  /** Where the server listens, in the document's order; a protocol with one takes the first. */
  readonly hosts: readonly Host[];
  readonly secure: boolean;
  /** Begins with a slash, or is empty. */
  readonly path: string;
  /** The channel's address, its parameters filled in. */
  readonly channel: string;
  /** For a subscription: parameters without a value were replaced by the protocol's wildcard. */
  readonly pattern: boolean;
  readonly bindings: {
    readonly server: JsonObject;
    readonly channel: JsonObject;
    readonly operation: JsonObject;
  };
  readonly login?: Login;
  /** Names what the broker keeps for this activation; the same in whatever process holds it. */
  readonly name: string;
  readonly dialler: Dialler;
  readonly web: Web;
}

export interface Host {
  readonly host: string;
  /** Absent: the protocol's own. */
  readonly port?: number;
}

export type Login = { readonly username: string; readonly password: string } | { readonly token: string };

/** For the protocols that are HTTP, or begin as it. */
export interface Web {
  readonly authenticator: Authenticator;
  readonly stream: StreamingTransport;
  readonly credentials?: Credentials;
}

export interface Outgoing {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly correlationId?: string;
  /** The same on each repetition. */
  readonly key: string;
  /** Of the message, for the protocol. */
  readonly bindings: JsonObject;
}

export interface Received {
  readonly body: Uint8Array;
  readonly contentType?: string;
  readonly headers: JsonObject;
  readonly correlationId?: string;
  /** Where the broker tells messages apart for good: the same when this one is delivered again. */
  readonly id?: string;
}

/** Where the messages of a subscription go. */
export interface Feed {
  /** Resolves when the message is durable and may be acknowledged; rejects when it must not be. */
  take(message: Received): Promise<void>;
  /** Resolves when another message is wanted: a protocol that can ask for single messages asks then. */
  wanted(): Promise<void>;
  readonly signal: AbortSignal;
}

export interface Subscription {
  /** Resolves, never rejects, when the broker is gone. */
  readonly lost: Promise<Error>;
  /** `keep`: the broker goes on collecting for whoever opens it again. */
  close(how: { readonly keep: boolean }): Promise<void>;
}

/** Milliseconds that a broker has to answer when a connection is opened. */
export const connectTimeout = 10_000;

/** Milliseconds that a broker keeps a subscription which nobody holds: a day. */
export const keepTime = 86_400_000;

/** The one server that protocols without clusters connect to. */
export function destination(
  { hosts: [first], secure }: Place,
  ports: readonly [number, number],
): Destination {
  const { host = '', port = ports[secure ? 1 : 0] } = first ?? {};
  return { host, port, secure };
}

/** A promise with its ends. */
export function deferred<Value>(): {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: unknown): void;
} {
  let settle: { resolve(value: Value): void; reject(error: unknown): void } | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return {
    promise,
    resolve: (value) => settle?.resolve(value),
    reject: (error) => settle?.reject(error),
  };
}

/** Whatever was thrown, as an error. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
