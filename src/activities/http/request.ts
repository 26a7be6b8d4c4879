import { type Credentials, readCredentials } from '../../authentication/index.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { webUrl } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';

type OutputKind = 'content' | 'raw' | 'response';

/** The arguments of a `call: http`, checked. */
export interface HttpRequest {
  /** In upper case. */
  readonly method: string;
  /** With the query appended. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for no body; a null body is no body. */
  readonly body?: Exclude<Json, null>;
  readonly output: OutputKind;
  readonly redirect: boolean;
  readonly credentials?: Credentials;
}

const outputKinds: readonly string[] = ['content', 'raw', 'response'] satisfies readonly OutputKind[];
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Methods that open tunnels or echo credentials. */
const refusedMethods = ['CONNECT', 'TRACE'];
/** Headers that frame the message; the transport sets them. */
const framing = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * Reads the evaluated arguments of a call.
 * @throws WorkflowError of kind `configuration` naming the argument that cannot be sent.
 */
export function readRequest(given: JsonObject): HttpRequest {
  const headers = readHeaders(given['headers'] ?? {});
  const credentials =
    given['authentication'] === undefined ? undefined : readCredentials(given['authentication']);
  if (credentials !== undefined && headers['authorization'] !== undefined) {
    throw invalid('headers', 'has an authorization header beside `authentication`; keep one of them');
  }
  const output = given['output'] ?? 'content';
  if (!isOutputKind(output)) throw invalid('output', `must be one of ${outputKinds.join(', ')}`);
  const body = given['body'] ?? null;
  return {
    method: readMethod(given['method']),
    url: withQuery(readUrl(given['uri']), given['query'] ?? {}),
    headers,
    ...(body === null ? {} : { body }),
    output,
    redirect: given['redirect'] === true,
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function isOutputKind(value: Json): value is OutputKind {
  return typeof value === 'string' && outputKinds.includes(value);
}

function readMethod(value: Json | undefined): string {
  if (typeof value !== 'string' || !token.test(value)) throw invalid('method', 'is not an HTTP method');
  const method = value.toUpperCase();
  if (refusedMethods.includes(method)) throw invalid('method', `${method} is not supported`);
  return method;
}

function readUrl(value: Json | undefined): URL {
  if (typeof value !== 'string') throw invalid('endpoint', 'does not evaluate to a URI');
  const url = webUrl(value);
  if (url === undefined) throw invalid('endpoint', 'is not an absolute http or https URI');
  if (url.username !== '' || url.password !== '') {
    throw invalid('endpoint', 'carries a user name or password; use `endpoint.authentication`');
  }
  url.hash = '';
  return url;
}

function readHeaders(value: Json): Readonly<Record<string, string>> {
  if (!isObject(value)) throw invalid('headers', 'is not a map');
  const headers: Record<string, string> = {};
  for (const [name, given] of Object.entries(value)) {
    const lower = name.toLowerCase();
    if (!token.test(name)) throw invalid('headers', `has the invalid name ${JSON.stringify(name)}`);
    if (framing.includes(lower)) throw invalid('headers', `may not set ${lower}`);
    const text = scalar(given);
    if (text === undefined || !isHeaderText(text))
      throw invalid('headers', `has no usable value for ${lower}`);
    headers[lower] = text;
  }
  return headers;
}

/** Visible Latin-1, spaces and tabs; a line break would start another header. */
function isHeaderText(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}

/** Appends to the URI's own query; that one stays as it was written. */
function withQuery(url: URL, query: Json): URL {
  if (!isObject(query)) throw invalid('query', 'is not a map');
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly Json[]) : [value])
      .filter((item) => item !== null)
      .map((item) => {
        const text = scalar(item);
        if (text === undefined) throw invalid('query', `has no scalar value for ${name}`);
        return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`;
      }),
  );
  if (pairs.length > 0) url.search = [url.search.slice(1), ...pairs].filter((part) => part !== '').join('&');
  return url;
}

function scalar(value: Json): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function invalid(argument: string, why: string): WorkflowError {
  return WorkflowError.of('configuration', 'Invalid HTTP call', `\`${argument}\` ${why}`);
}
