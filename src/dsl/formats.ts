import { createRequire } from 'node:module';
import { DurationError, parseDuration } from '../time/index.ts';

/** A form that a text may have to have, in words for who wrote another one. */
export interface TextFormat {
  readonly accepts: (text: string) => boolean;
  /** Completes "'x' is not …". */
  readonly noun: string;
  readonly hint: string;
}

const semantic =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*)?(?:\+[\da-zA-Z-]+(?:\.[\da-zA-Z-]+)*)?$/;
const label = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
const labels = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;
const host = /^[a-z\d](?:[a-z\d.-]{0,61}[a-z\d])?$/i;
const wholeExpression = /^\s*\$\{.+\}\s*$/;

/** What a URI and a URI template have in common: no white space, the parts of RFC 3986 in order, no `${` in front. */
const uriParts = /^(?!\s*\$\{)(?=\S)(?:[^:/?#]+:)?(?:\/\/[^/?#\s]*)?[^?#\s]*(?:\?[^#\s]*)?(?:#\S*)?$/;

const isExpression = (text: string) => wholeExpression.test(text);
const isUri = (text: string) =>
  uriParts.test(text) && (standard('uri-template')(text) || standard('uri-reference')(text));

const expressionHint = 'write a whole expression: ${ … }';

/** The formats that the schema names. */
export const formats = {
  version: {
    accepts: (text) => semantic.test(text),
    noun: 'a semantic version',
    hint: 'three numbers, such as 1.0.0',
  },
  name: {
    accepts: (text) => label.test(text),
    noun: 'a valid name',
    hint: '1 to 63 letters, digits and hyphens, with a letter or digit at both ends',
  },
  // Names with dots between them break the specification's rule; `checks/tolerated.ts` says so.
  namespace: {
    accepts: (text) => labels.test(text),
    noun: 'a valid name',
    hint: '1 to 63 letters, digits and hyphens, with a letter or digit at both ends',
  },
  host: {
    accepts: (text) => host.test(text),
    noun: 'a host name',
    hint: 'such as localhost or api.example.com',
  },
  expression: { accepts: isExpression, noun: 'an expression', hint: expressionHint },
  endpoint: {
    accepts: (text) => isExpression(text) || isUri(text),
    noun: 'a URI, a URI template or an expression',
    hint: 'such as https://example.com/pets/{id} or ${ .url }; an expression must be the whole text',
  },
  uri: { accepts: isUri, noun: 'a URI or a URI template', hint: 'such as https://example.com/{realm}' },
  'uri-template': {
    accepts: (text) => standard('uri-template')(text),
    noun: 'a URI template',
    hint: 'such as /oauth2/token',
  },
  pointer: {
    accepts: (text) => isExpression(text) || standard('json-pointer')(text),
    noun: 'a JSON pointer or an expression',
    hint: 'such as /do/0/pay',
  },
  time: {
    accepts: (text) => isExpression(text) || standard('date-time')(text),
    noun: 'a time or an expression',
    hint: 'such as 2026-01-31T12:00:00Z',
  },
  duration: {
    accepts: (text) => isExpression(text) || isDuration(text),
    noun: 'a duration',
    hint: 'ISO 8601 such as PT5M, parts such as { minutes: 5 }, or an expression; at most 1000 years',
  },
} as const satisfies Readonly<Record<string, TextFormat>>;

function isDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch (error) {
    if (error instanceof DurationError) return false;
    throw error;
  }
}

type StandardFormat = 'uri-template' | 'uri-reference' | 'json-pointer' | 'date-time';
const loaded = new Map<StandardFormat, (text: string) => boolean>();

/** A format of JSON Schema. The library is loaded at first use, like the validator. */
function standard(format: StandardFormat): (text: string) => boolean {
  const known = loaded.get(format);
  if (known !== undefined) return known;
  const { fullFormats }: typeof import('ajv-formats/dist/formats.js') = createRequire(import.meta.url)(
    'ajv-formats/dist/formats.js',
  );
  const found = testerOf(fullFormats[format]);
  loaded.set(format, found);
  return found;
}

/** The library's formats are patterns, functions, or objects around either. */
function testerOf(format: unknown): (text: string) => boolean {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return (text) => format(text) === true;
  if (typeof format === 'object' && format !== null && 'validate' in format) return testerOf(format.validate);
  return () => true;
}
