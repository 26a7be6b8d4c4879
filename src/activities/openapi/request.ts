import type { Json, JsonObject } from '../../json/json.ts';
import { readRequest } from '../http/request.ts';
import type { ReadyRequest } from '../http/send.ts';
import { place } from './arguments.ts';
import { encodeOperationBody } from './body.ts';
import { invalidDocument, invalidParameter } from './invalid.ts';
import type { Operation, Parameter, Place } from './operation.ts';
import { percentEncode, serializePairs, serializeText } from './serialize.ts';

interface Given {
  readonly parameter: Parameter;
  readonly value: Exclude<Json, null>;
}

/** Data first, but what a server has else is better than nothing. */
const accept = 'application/json, */*;q=0.8';

/**
 * The request that calls an operation. `rest` is what `call: http` has too: `output`, `redirect`, `authentication`.
 * @throws WorkflowError `validation` for values that do not fit, `configuration` for what cannot be sent.
 */
export function requestOf(operation: Operation, given: JsonObject, rest: JsonObject): ReadyRequest {
  const placed = place(operation, given);
  const at = (where: Place) => placed.parameters.filter(({ parameter }) => parameter.in === where);
  const url = new URL(operation.server);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${expand(operation.path, at('path'))}`;
  url.search = [url.search.slice(1), ...pairsOf(at('query'))].filter((pair) => pair !== '').join('&');
  const cookies = pairsOf(at('cookie'));
  const { body: _none, ...request } = readRequest({
    ...rest,
    method: operation.method,
    uri: url.href,
    headers: {
      accept,
      ...Object.fromEntries(at('header').map((one) => [one.parameter.name.toLowerCase(), headerOf(one)])),
      ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
    },
  });
  if (operation.body === undefined || placed.body === undefined) return request;
  return { ...request, body: encodeOperationBody(operation.body, placed.body) };
}

function expand(path: string, given: readonly Given[]): string {
  return path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const one = given.find(({ parameter }) => parameter.name === name);
    if (one === undefined) throw invalidDocument(`the path ${path} names ${name}, which is no parameter`);
    const text = textOf(one, percentEncode);
    // An address would lose the segment, or the one before it, and mean something else.
    if (text !== '' && text !== '.' && text !== '..') return text;
    throw invalidParameter(`the path parameter ${name} cannot be ${JSON.stringify(text)}`);
  });
}

function pairsOf(given: readonly Given[]): readonly string[] {
  return given.flatMap((one) => {
    const { parameter, value } = one;
    const encode = (text: string) => percentEncode(text, parameter.allowReserved);
    if (parameter.asJson) return [`${encode(parameter.name)}=${encode(JSON.stringify(value))}`];
    return serializePairs(parameter, value, encode);
  });
}

function headerOf(one: Given): string {
  return textOf(one, (text) => text);
}

function textOf({ parameter, value }: Given, encode: (text: string) => string): string {
  return parameter.asJson ? encode(JSON.stringify(value)) : serializeText(parameter, value, encode);
}
