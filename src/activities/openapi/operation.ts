import type { JsonObject } from '../../json/json.ts';

/** How an array or an object becomes text (OpenAPI "Style Values"; `tabDelimited` is Swagger's `tsv`). */
export type Style =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject';

export interface Serialization {
  readonly style: Style;
  readonly explode: boolean;
  /** Leaves the reserved characters of RFC 3986 as they are. */
  readonly allowReserved: boolean;
}

export type Place = 'path' | 'query' | 'header' | 'cookie';

export interface Parameter extends Serialization {
  readonly name: string;
  readonly in: Place;
  readonly required: boolean;
  /** A scalar is then a list of one. */
  readonly isArray: boolean;
  /** The value is sent as JSON, not by its style. */
  readonly asJson: boolean;
}

/** A field of a form. */
export interface Field extends Serialization {
  /** Absent for what follows from the value. */
  readonly contentType?: string;
  /** The value is base64 of bytes. */
  readonly isBinary: boolean;
  readonly isArray: boolean;
}

/** What a schema says about a request body, its `allOf` included. */
export interface Shape {
  /** Absent when the schema allows several types or says nothing. */
  readonly type?: string;
  readonly properties: Readonly<Record<string, JsonObject>>;
  readonly required: readonly string[];
  /** No members but `properties`. */
  readonly closed: boolean;
}

export interface Body {
  /** Of the parameter that holds the body: `body`, or what a Swagger document calls it. */
  readonly name: string;
  readonly required: boolean;
  /** Media type, in lower case and without parameters. */
  readonly contentType: string;
  readonly shape: Shape;
  /** Of forms; a field that is not in it has `plainField`. */
  readonly fields: Readonly<Record<string, Field>>;
}

/** An operation of a document of any version. */
export interface Operation {
  readonly id: string;
  /** In upper case. */
  readonly method: string;
  /** Template, with its slash. */
  readonly path: string;
  /** Where the path begins. */
  readonly server: URL;
  readonly parameters: readonly Parameter[];
  readonly body?: Body;
}

/** As OpenAPI sends a field that its document says nothing about. */
export const plainField: Field = {
  style: 'form',
  explode: true,
  allowReserved: false,
  isBinary: false,
  isArray: false,
};
