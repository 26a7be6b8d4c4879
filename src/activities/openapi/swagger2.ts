import type { Json, JsonObject } from '../../json/json.ts';
import { essence } from '../../network/index.ts';
import { type ApiDocument, type Located, listOf } from './document.ts';
import { invalidDocument } from './invalid.ts';
import { codingOf, preferred } from './media-type.ts';
import { type Body, type Field, type Parameter, plainField, type Serialization } from './operation.ts';
import { isBinary, shapeOf } from './shape.ts';

/** `collectionFormat` in a query or a form; `multi` exists only there. */
const collections: Readonly<Record<string, Serialization>> = {
  csv: { style: 'form', explode: false, allowReserved: false },
  ssv: { style: 'spaceDelimited', explode: false, allowReserved: false },
  tsv: { style: 'tabDelimited', explode: false, allowReserved: false },
  pipes: { style: 'pipeDelimited', explode: false, allowReserved: false },
  multi: { style: 'form', explode: true, allowReserved: false },
};

/** The address of the API: what the document leaves out is that of the document itself; https where there is a choice. */
export function serverOf2({ root }: ApiDocument, { operation }: Located, documentUri: string): string {
  const own = URL.canParse(documentUri) ? new URL(documentUri) : undefined;
  const { host = own?.host, basePath = '' } = root;
  const schemes = listOf(operation['schemes'] ?? root['schemes']);
  const fromOwn = own?.protocol === 'http:' ? 'http' : 'https';
  const scheme = schemes.length === 0 ? fromOwn : ['https', 'http'].find((one) => schemes.includes(one));
  if (scheme === undefined)
    throw invalidDocument(`none of the schemes ${schemes.join(', ')} is https or http`);
  if (typeof host !== 'string' || host === '') throw invalidDocument('the document names no host');
  return `${scheme}://${host}${String(basePath)}`;
}

/** A parameter outside of the body; undefined for one that is a part of it. */
export function parameterOf2(given: JsonObject): Parameter | undefined {
  const { name, in: place, required, type } = given;
  if (place === 'body' || place === 'formData') return undefined;
  if (typeof name !== 'string' || (place !== 'path' && place !== 'query' && place !== 'header')) {
    throw invalidDocument(`the parameter ${JSON.stringify(name)} stands in ${JSON.stringify(place)}`);
  }
  const { style, ...rest } = collectionOf(given);
  return {
    ...rest,
    style: style === 'form' && place !== 'query' ? 'simple' : style,
    name,
    in: place,
    required: required === true || place === 'path',
    isArray: type === 'array',
    asJson: false,
  };
}

/** The parameter `body`, or those in `formData` together. */
export function bodyOf2(
  document: ApiDocument,
  { operation }: Located,
  parameters: readonly JsonObject[],
): Body | undefined {
  const consumes = listOf(operation['consumes'] ?? document.root['consumes']).map((type) =>
    essence(String(type)),
  );
  const whole = parameters.find((one) => one['in'] === 'body');
  if (whole !== undefined) {
    const { name, required, schema } = whole;
    return {
      name: typeof name === 'string' ? name : 'body',
      required: required === true,
      contentType: preferred(consumes) ?? 'application/json',
      shape: shapeOf(document, schema),
      fields: {},
    };
  }
  const fields = parameters.filter((one) => one['in'] === 'formData');
  return fields.length === 0 ? undefined : formOf(fields, consumes);
}

function formOf(parameters: readonly JsonObject[], consumes: readonly string[]): Body {
  const named = parameters.map((one): [string, JsonObject] => [String(one['name']), one]);
  const required = named.filter(([, one]) => one['required'] === true).map(([name]) => name);
  const hasFile = named.some(([, one]) => one['type'] === 'file');
  const forms = consumes.filter((type) => codingOf(type) === 'form' && !hasFile);
  const multipart = hasFile || consumes.some((type) => codingOf(type) === 'multipart');
  return {
    name: 'body',
    required: required.length > 0,
    contentType: forms[0] ?? (multipart ? 'multipart/form-data' : 'application/x-www-form-urlencoded'),
    shape: { type: 'object', properties: Object.fromEntries(named), required, closed: true },
    fields: Object.fromEntries(named.map(([name, one]) => [name, fieldOf(one)])),
  };
}

function fieldOf(parameter: JsonObject): Field {
  return {
    ...plainField,
    ...collectionOf(parameter),
    isBinary: isBinary(parameter),
    isArray: parameter['type'] === 'array',
  };
}

function collectionOf({ name, collectionFormat = 'csv' }: JsonObject): Serialization {
  const found = typeof collectionFormat === 'string' ? collections[collectionFormat] : undefined;
  if (found !== undefined) return found;
  throw invalidDocument(`the collectionFormat ${text(collectionFormat)} of ${text(name)} is none`);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
