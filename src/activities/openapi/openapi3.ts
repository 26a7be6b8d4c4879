import type { Json, JsonObject } from '../../json/json.ts';
import { essence } from '../../network/index.ts';
import { type ApiDocument, type Located, listOf, objectOf } from './document.ts';
import { invalidDocument } from './invalid.ts';
import { codingOf, preferred } from './media-type.ts';
import { type Body, type Field, type Parameter, type Place, plainField, type Style } from './operation.ts';
import { isBinary, shapeOf, typeOf } from './shape.ts';

/** Styles by place; the first is the default. */
const styles: Readonly<Record<Place, readonly Style[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};

/** Headers that a document cannot define as parameters (OpenAPI 3.1, "Parameter Object"). */
const ignoredHeaders = ['accept', 'content-type', 'authorization'];

/** The address of the first server that applies to an operation, with the defaults of its variables. */
export function serverOf3({ root }: ApiDocument, { item, operation }: Located): string {
  const [server] =
    [operation, item, root].map(({ servers }) => listOf(servers)).find(({ length }) => length > 0) ?? [];
  const { url = '/', variables } = objectOf(server);
  if (typeof url !== 'string') throw invalidDocument('a server has no URL');
  return url.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = objectOf(objectOf(variables)[name])['default'];
    if (value === undefined) throw invalidDocument(`the server ${url} has no default for ${name}`);
    return String(value);
  });
}

/** A parameter; undefined for a header that is none. */
export function parameterOf3(document: ApiDocument, given: JsonObject): Parameter | undefined {
  const { name, in: place, required, content } = given;
  if (typeof name !== 'string' || !isPlace(place)) {
    throw invalidDocument(`the parameter ${JSON.stringify(name)} stands in ${JSON.stringify(place)}`);
  }
  if (place === 'header' && ignoredHeaders.includes(name.toLowerCase())) return undefined;
  const [type, media] = Object.entries(objectOf(content))[0] ?? [];
  const coding = type === undefined ? undefined : codingOf(essence(type));
  if (coding !== undefined && coding !== 'json' && coding !== 'text') {
    throw invalidDocument(`the parameter ${name} is of type ${type}, which is not supported yet`);
  }
  const { style, explode, allowReserved } = given;
  const schema = document.follow(objectOf(media)['schema'] ?? given['schema']);
  return {
    name,
    in: place,
    required: required === true || place === 'path',
    isArray: typeOf(schema) === 'array',
    asJson: coding === 'json',
    ...serialization(style, explode, allowReserved, styles[place], name),
  };
}

/** The request body in the type that suits best. */
export function bodyOf3(document: ApiDocument, { operation }: Located): Body | undefined {
  const { content, required } = document.follow(operation['requestBody']);
  const types = Object.keys(objectOf(content));
  const type = preferred(types.map((name) => essence(name)));
  if (type === undefined) return undefined;
  const media = document.follow(objectOf(content)[types.find((name) => essence(name) === type) ?? type]);
  const shape = shapeOf(document, media['schema']);
  const encoding = objectOf(media['encoding']);
  return {
    name: 'body',
    required: required === true,
    contentType: type,
    shape,
    fields: Object.fromEntries(
      Object.entries(shape.properties).map(([name, schema]) => [
        name,
        fieldOf(document, schema, objectOf(encoding[name]), name),
      ]),
    ),
  };
}

function fieldOf(document: ApiDocument, schema: JsonObject, encoding: JsonObject, name: string): Field {
  const { contentType, style, explode, allowReserved } = encoding;
  const type = typeof contentType === 'string' ? contentType.split(',', 1)[0]?.trim() : undefined;
  const isArray = typeOf(schema) === 'array';
  return {
    ...plainField,
    ...serialization(style, explode, allowReserved, styles.query, name),
    ...(type === undefined || type === '' ? {} : { contentType: type }),
    isBinary: isBinary(isArray ? document.follow(schema['items']) : schema),
    isArray,
  };
}

function serialization(
  style: Json | undefined,
  explode: Json | undefined,
  allowReserved: Json | undefined,
  allowed: readonly Style[],
  name: string,
) {
  const found = style === undefined ? allowed[0] : allowed.find((one) => one === style);
  if (found === undefined)
    throw invalidDocument(`the style ${JSON.stringify(style)} of ${name} is none here`);
  return {
    style: found,
    explode: typeof explode === 'boolean' ? explode : found === 'form',
    allowReserved: allowReserved === true,
  };
}

function isPlace(value: Json | undefined): value is Place {
  return typeof value === 'string' && Object.hasOwn(styles, value);
}
