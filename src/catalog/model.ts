import type { Json, JsonObject } from '../json/json.ts';

/** A service of the catalog: one AsyncAPI 2.x or 3.x document, read once when it is applied and stored like this. */
export interface Service {
  /** Base name of the file it was applied from, for example `order.yaml`. */
  readonly file: string;
  /** `info.title` and `info.version`. */
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  /** The AsyncAPI version of the document, for example `2.6.0`. */
  readonly asyncapi: string;
  /** SHA-256 of the text and of every file it refers to, in hex. */
  readonly hash: string;
  readonly servers: readonly Server[];
  readonly channels: readonly Channel[];
  readonly operations: readonly Operation[];
}

export interface Server {
  readonly name: string;
  /** With its variables in braces; in AsyncAPI 2.x as the document has it, perhaps without a scheme. */
  readonly url: string;
  readonly protocol: string;
  readonly protocolVersion?: string;
  readonly variables?: Readonly<Record<string, Variable>>;
  readonly bindings?: JsonObject;
}

/** What may stand for a name in braces. */
export interface Variable {
  readonly default?: string;
  readonly enum?: readonly string[];
  /** Where its value is in a message (`$message.payload#/id`); for parameters of channels only. */
  readonly location?: string;
}

export interface Channel {
  /** Key of the channel in the document. */
  readonly name: string;
  /** Where messages travel; in AsyncAPI 2.x the same as the name. */
  readonly address: string;
  readonly messages: readonly Message[];
  /** `name` of the servers it is on; absent for all. */
  readonly servers?: readonly string[];
  readonly parameters?: Readonly<Record<string, Variable>>;
  /** By protocol, as the document has them. */
  readonly bindings?: JsonObject;
}

/**
 * An operation as its service sees it: `receive` is what others send to the service (AsyncAPI 2 `publish`),
 * `send` is what others receive from it (AsyncAPI 2 `subscribe`).
 */
export interface Operation {
  readonly id: string;
  readonly direction: 'send' | 'receive';
  /** `name` of its channel. */
  readonly channel: string;
  /** `name` of its messages, a subset of the channel's. */
  readonly messages: readonly string[];
  readonly bindings?: JsonObject;
}

export interface Message {
  readonly name: string;
  readonly title?: string;
  readonly contentType: string;
  /** JSON Schema of the payload, every `$ref` resolved or kept under `$defs`; absent when the document has none. */
  readonly payload?: Json;
  /** The CloudEvent type this message travels as (see docs/catalog.md for the rule). */
  readonly eventType: string;
  /** It travels as a CloudEvent in structured JSON: `payload` is the schema of its data. */
  readonly envelope?: true;
  /** Where its correlation id is: `$message.header#/…` or `$message.payload#/…`. */
  readonly correlationId?: string;
  readonly bindings?: JsonObject;
}

/** How a workflow names an operation or a channel of the catalog. */
export interface OperationReference {
  /** File name, title, or URI of a document; absent when `operation` is `file://name.yaml#operationId`. */
  readonly document?: string;
  readonly operation?: string;
  readonly channel?: string;
  /** A server of the document, or else the protocol of one: the message travels over that broker. */
  readonly server?: string;
  readonly protocol?: string;
}

/** A resolved reference: all that a workflow needs of the catalog, stored with its definition when it is applied. */
export interface OperationBinding {
  readonly service: string;
  readonly operation?: string;
  readonly channel: string;
  readonly address: string;
  readonly messages: readonly Message[];
  /** Absent: the message travels through eventctl itself. */
  readonly broker?: BrokerBinding;
}

/** The broker that a call chose, with what the document says for its protocol. */
export interface BrokerBinding {
  /** `http`, `mqtt5`…: the name of the protocol without regard to TLS. */
  readonly protocol: string;
  readonly server: Server;
  /** Of the channel. */
  readonly parameters: Readonly<Record<string, Variable>>;
  /** For the protocol, by what they belong to. */
  readonly bindings: {
    readonly server: JsonObject;
    readonly channel: JsonObject;
    readonly operation: JsonObject;
  };
}
