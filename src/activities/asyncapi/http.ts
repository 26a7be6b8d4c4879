import { essence } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { sendRequest } from '../http/send.ts';
import { deferred, errorOf, type Place, type Protocol } from './broker.ts';
import { readLines, readServerEvents } from './lines.ts';
import { authorizationOf } from './web.ts';

/** The id of the last Server-Sent Event by subscription, for when it is asked for again. */
const positions = new WeakMap<Place, string>();

const accepted = 'text/event-stream, application/x-ndjson, application/json;q=0.9';

/**
 * HTTP: the channel's address is the path below that of the server. A message is the body of one request (POST unless
 * the binding names a method), and any 2xx acknowledges it. A subscription is one GET whose answer goes on: Server-Sent
 * Events, or JSON texts on lines of their own. When the answer ends it is asked for again, with `Last-Event-ID` where
 * there was one; what is sent in between is lost unless the server repeats it.
 */
export const http: Protocol = {
  async publish(place, message, signal) {
    const { method } = place.bindings.operation;
    const { credentials, authenticator } = place.web;
    const request = {
      method: typeof method === 'string' ? method.toUpperCase() : 'POST',
      url: urlOf(place),
      headers: Object.fromEntries(
        Object.entries(message.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      body: { content: message.body, contentType: message.contentType },
      output: 'raw' as const,
      redirect: false,
      ...(credentials === undefined ? {} : { credentials }),
    };
    await sendRequest(request, authenticator, { signal, key: message.key });
  },
  async subscribe(place, feed) {
    const ended = new AbortController();
    const url = urlOf(place);
    const authorization = await authorizationOf(place, feed.signal);
    const position = positions.get(place);
    const answer = await place.web.stream(
      {
        method: 'GET',
        url,
        headers: {
          accept: accepted,
          ...(authorization === undefined ? {} : { authorization }),
          ...(position === undefined ? {} : { 'last-event-id': position }),
        },
      },
      AbortSignal.any([feed.signal, ended.signal]),
    );
    const type = essence(answer.headers['content-type'] ?? '');
    if (answer.status !== 200 || !isStream(type)) {
      answer.body.destroy();
      const detail = `GET ${url.origin}${url.pathname} answered ${answer.status} with "${type}", which is no stream of messages`;
      throw WorkflowError.of(
        'communication',
        'No stream',
        detail,
        answer.status === 200 ? 500 : answer.status,
      );
    }
    const lost = deferred<Error>();
    const read = async (): Promise<void> => {
      const messages = type === 'text/event-stream' ? readServerEvents(answer.body) : readLines(answer.body);
      for await (const { text, event, id } of messages) {
        const headers = { ...(event === undefined ? {} : { event }), ...(id === undefined ? {} : { id }) };
        await feed.take({ body: Buffer.from(text), headers });
        if (id !== undefined) positions.set(place, id);
      }
      throw new Error('the answer has ended');
    };
    read().catch((error: unknown) => lost.resolve(errorOf(error)));
    return {
      lost: lost.promise,
      async close() {
        ended.abort();
      },
    };
  },
};

function urlOf({ hosts: [first], secure, path, channel }: Place): URL {
  const { host = '', port } = first ?? {};
  const authority = `${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
  return new URL(`${secure ? 'https' : 'http'}://${authority}${path}/${channel.replace(/^\//, '')}`);
}

function isStream(type: string): boolean {
  return type === 'text/event-stream' || /^application\/((x-)?ndjson|jsonl|json-seq|(.+\+)?json)$/.test(type);
}
