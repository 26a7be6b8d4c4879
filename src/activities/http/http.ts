import type { Authenticator } from '../../authentication/index.ts';
import type { Activity } from '../activity.ts';
import { encodeBody } from './body.ts';
import { readRequest } from './request.ts';
import { sendRequest } from './send.ts';

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
      const { body, ...rest } = readRequest(request.arguments);
      const encoded = body === undefined ? undefined : encodeBody(body, rest.headers['content-type']);
      return sendRequest(
        { ...rest, ...(encoded === undefined ? {} : { body: encoded }) },
        authenticator,
        context,
      );
    },
  };
}
