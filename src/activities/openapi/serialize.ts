import { isObject, type Json } from '../../json/json.ts';
import { invalidParameter } from './invalid.ts';
import type { Serialization, Style } from './operation.ts';

type Scalar = string | number | boolean;

/** A named value and how it is written. */
interface Named extends Serialization {
  readonly name: string;
}

/** Turns text into what may stand in its place. */
type Encode = (text: string) => string;

/** Between the items of a list, before encoding. */
const separators: Readonly<Record<Style, string>> = {
  simple: ',',
  label: ',',
  matrix: ',',
  form: ',',
  deepObject: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
  tabDelimited: '\t',
};

/** RFC 3986: all but unreserved characters; with `allowReserved` the reserved ones stay. */
export function percentEncode(text: string, allowReserved = false): string {
  const encoded = encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // `#` would end the query and `&` the value.
  return allowReserved
    ? encoded.replaceAll(/%(3A|2F|3F|5B|5D|40|21|24|27|28|29|2A|2B|2C|3B|3D)/g, decodeURIComponent)
    : encoded;
}

/** The text of a value in a path or a header. */
export function serializeText(named: Named, value: Json, encode: Encode): string {
  const { style, explode } = named;
  const names = encode(named.name);
  const parts = partsOf(named, value, encode);
  switch (style) {
    case 'label':
      return `.${parts.join(explode ? '.' : ',')}`;
    case 'matrix': {
      if (!explode) return `;${names}=${parts.join(',')}`;
      return parts.map((part) => (isObject(value) ? `;${part}` : `;${names}=${part}`)).join('');
    }
    default:
      return parts.join(separatorOf(named, encode));
  }
}

/** The `name=value` pairs of a value in a query, a cookie or a form. */
export function serializePairs(named: Named, value: Json, encode: Encode): readonly string[] {
  const { style, explode } = named;
  const names = encode(named.name);
  const pair = (text: string) => `${names}=${text}`;
  if (style === 'deepObject' && isObject(value)) {
    return entriesOf(named, value).map(
      ([key, item]) => `${names}${encode('[')}${encode(key)}${encode(']')}=${encode(String(item))}`,
    );
  }
  const parts = partsOf({ ...named, explode: explode && isObject(value) }, value, encode);
  if (explode && isObject(value)) return parts;
  if (explode || typeof value !== 'object') return parts.map(pair);
  return parts.length === 0 ? [] : [pair(parts.join(separatorOf(named, encode)))];
}

/** Items of a list; members of an object as `key=value` when exploded, else key and value in turn. */
function partsOf(named: Named, value: Json, encode: Encode): readonly string[] {
  if (isObject(value)) {
    const entries = entriesOf(named, value).map(([key, item]) => [encode(key), encode(String(item))]);
    return named.explode ? entries.map((entry) => entry.join('=')) : entries.flat();
  }
  return (Array.isArray(value) ? (value as readonly Json[]) : [value])
    .filter((item) => item !== null)
    .map((item) => encode(String(scalar(named, item))));
}

function entriesOf(
  named: Named,
  value: { readonly [key: string]: Json },
): readonly (readonly [string, Scalar])[] {
  return Object.entries(value)
    .filter(([, item]) => item !== null)
    .map(([key, item]) => [key, scalar(named, item)]);
}

function scalar({ name, style }: Named, value: Json): Scalar {
  if (typeof value !== 'object') return value;
  throw invalidParameter(`a nested value of ${name} cannot be written in the style ${style}`);
}

function separatorOf({ style }: Named, encode: Encode): string {
  const separator = separators[style];
  return separator === ',' ? separator : encode(separator);
}
