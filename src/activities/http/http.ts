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
import type { Activity } from '../activity.ts';
import { encodeBody } from './body.ts';
import { type HttpRequest, readRequest } from './request.ts';

/** How much of an error's body its problem document quotes, in characters. */
const maxExcerpt = 500;
const userAgent = 'eventctl';

interface HttpOptions {
  /** Sends the requests. */
  readonly authenticator: Authenticator;
}

/**
 * `call: http`: sends one request and reads the answer as the task asks.
 * Answers outside 200-299 (200-399 with `redirect`) are errors of kind `communication` with the HTTP status; no answer
 * is one with 503, a refused address one with 403. An HTTP status is never retried here: that is the workflow's `retry`.
 */
export function createHttpActivity({ authenticator }: HttpOptions): Activity {
  return {
    kind: 'http',
    async run(request, context) {
      const call = readRequest(request.arguments);
      const exchange = exchangeOf(call, context.key);
      const { credentials, redirect } = call;
      const answer = await authenticator.send(
        { exchange, redirect, ...(credentials === undefined ? {} : { credentials }) },
        context.signal,
      );
      if (answer.status < 200 || answer.status > (call.redirect ? 399 : 299)) throw errorOf(exchange, answer);
      return outputOf(call, exchange, answer);
    },
  };
}

function exchangeOf(call: HttpRequest, key: string): Exchange {
  const body = call.body === undefined ? undefined : encodeBody(call.body, call.headers['content-type']);
  return {
    method: call.method,
    url: call.url,
    headers: {
      'user-agent': userAgent,
      'idempotency-key': key,
      ...call.headers,
      ...(body === undefined ? {} : { 'content-type': body.contentType }),
    },
    ...(body === undefined ? {} : { body: body.text }),
  };
}

function outputOf(call: HttpRequest, exchange: Exchange, answer: Answer): Json {
  if (call.output === 'raw') return base64(answer.body);
  if (call.output === 'content') return readContent(answer);
  return {
    request: {
      method: exchange.method,
      uri: exchange.url.href,
      headers: {
        ...Object.fromEntries(
          Object.entries(exchange.headers).map(([name, value]) => [name, isCredential(name) ? '***' : value]),
        ),
        ...(call.credentials === undefined ? {} : { authorization: '***' }),
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
