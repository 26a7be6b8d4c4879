import { STATUS_CODES } from 'node:http';
import type { Authenticator } from '../../authentication/index.ts';
import type { Json } from '../../json/json.ts';
import {
  type Answer,
  base64,
  describeExchange,
  type Exchange,
  isCredential,
  readContent,
} from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { type ActivityContext, stopOf } from '../activity.ts';
import type { EncodedBody } from './body.ts';
import type { HttpRequest } from './request.ts';

/** How much of an error's body its problem document quotes, in characters. */
const maxExcerpt = 500;
const userAgent = 'eventctl';

/** A request whose body is ready for the wire. */
export type ReadyRequest = Omit<HttpRequest, 'body'> & { readonly body?: EncodedBody };

/**
 * Sends one request and reads the answer as the task asks.
 * @throws WorkflowError of kind `communication` for an answer outside 200-299 (200-399 with `redirect`), with its
 * status; what the authenticator throws.
 */
export async function sendRequest(
  request: ReadyRequest,
  authenticator: Authenticator,
  context: ActivityContext,
): Promise<Json> {
  const exchange = exchangeOf(request, context.key);
  const { credentials, redirect } = request;
  const answer = await authenticator.send(
    { exchange, redirect, ...(credentials === undefined ? {} : { credentials }) },
    stopOf(context),
  );
  if (answer.status < 200 || answer.status > (redirect ? 399 : 299)) throw errorOf(exchange, answer);
  return outputOf(request, exchange, answer);
}

function exchangeOf({ method, url, headers, body }: ReadyRequest, key: string): Exchange {
  return {
    method,
    url,
    headers: {
      'user-agent': userAgent,
      'idempotency-key': key,
      ...headers,
      ...(body === undefined ? {} : { 'content-type': body.contentType }),
    },
    ...(body === undefined ? {} : { body: body.content }),
  };
}

function outputOf(request: ReadyRequest, exchange: Exchange, answer: Answer): Json {
  if (request.output === 'raw') return base64(answer.body);
  if (request.output === 'content') return readContent(answer);
  return {
    request: {
      method: exchange.method,
      uri: exchange.url.href,
      headers: {
        ...Object.fromEntries(
          Object.entries(exchange.headers).map(([name, value]) => [name, isCredential(name) ? '***' : value]),
        ),
        ...(request.credentials === undefined ? {} : { authorization: '***' }),
      },
    },
    statusCode: answer.status,
    headers: answer.headers,
    content: readContent(answer),
  };
}

function errorOf(exchange: Exchange, answer: Answer): WorkflowError {
  const text = new TextDecoder()
    .decode(answer.body.subarray(0, 4 * maxExcerpt))
    .slice(0, maxExcerpt)
    .trim();
  return WorkflowError.of(
    'communication',
    `HTTP ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trim(),
    `${describeExchange(exchange)} answered ${answer.status}${text === '' ? '' : `: ${text}`}`,
    answer.status,
  );
}
