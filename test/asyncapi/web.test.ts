import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { type Document, hear, numbers, run, say } from './workflows.ts';

describe('call asyncapi over the web', () => {
  let server: Server;
  let requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[];
  /** What a GET is answered with, one after the other. */
  let answers: { readonly type: string; readonly body: string }[];

  beforeEach(async () => {
    requests = [];
    answers = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body });
      const answer = method === 'GET' ? answers.shift() : undefined;
      if (answer === undefined) {
        response.writeHead(method === 'GET' ? 404 : 202).end();
        return;
      }
      response.writeHead(200, { 'content-type': answer.type }).write(answer.body);
      // The last answer goes on; the others end.
      if (answers.length > 0) response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function talk(protocol: 'http' | 'ws', more: Partial<Document> = {}): Document {
    const { port } = server.address() as AddressInfo;
    return {
      server: `host: '127.0.0.1:${port}', pathname: /v1, protocol: ${protocol}`,
      address: '/rooms',
      ...more,
    };
  }

  const authentication = ', authentication: { bearer: { token: t0ken } }';

  describe('http', () => {
    it('C13 C14 C18 publishes with the method of the binding, headers and an idempotency key', async () => {
      const document = talk('http', { operation: ', bindings: { http: { method: PUT } }' });
      const result = await run(document, say('payload: { n: 1 }, headers: { X-Trace: a1 }', authentication));
      expect(result.status).toBe('completed');
      expect(requests).toMatchObject([
        {
          method: 'PUT',
          url: '/v1/rooms',
          body: '{"n":1}',
          headers: {
            'content-type': 'application/json',
            'x-trace': 'a1',
            authorization: 'Bearer t0ken',
            'idempotency-key': `${result.instance}/do/0/call~1`,
          },
        },
      ]);
    });

    it('C14 sends a CloudEvent in its envelope where the document says so', async () => {
      const message =
        'contentType: application/cloudevents+json, payload: { type: object, properties: { type: { const: said }, data: { required: [n] } } }';
      const result = await run({ ...talk('http'), message }, say('payload: { n: 1 }'));
      expect(requests[0]?.headers['content-type']).toBe('application/cloudevents+json');
      expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
        specversion: '1.0',
        type: 'said',
        id: `${result.instance}/do/0/call~1`,
        data: { n: 1 },
      });
    });

    it('C15 takes Server-Sent Events, and goes on after the last one when the answer ends', async () => {
      answers.push({
        type: 'text/event-stream',
        body: ': hello\nid: 1\ndata: {"n":\ndata: 1}\n\nid: 2\ndata: {"n":2}\n\n',
      });
      answers.push({ type: 'text/event-stream', body: 'id: 3\nevent: said\ndata: {"n":3}\n\n' });
      const result = await run(talk('http'), hear('consume: { amount: 3 }', authentication));
      expect(numbers(result)).toEqual([0, 1, 2]);
      expect(result.output).toMatchObject([{}, {}, { headers: { event: 'said', id: '3' } }]);
      expect(requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2']);
      expect(requests[0]?.headers.authorization).toBe('Bearer t0ken');
    });

    it('C15 takes lines of JSON', async () => {
      answers.push({ type: 'application/json', body: '{"n":1}\n \r\n{"n":2}\n' });
      expect(numbers(await run(talk('http'), hear('consume: { amount: 2 }')))).toEqual([0, 1]);
    });

    it('C15 fails when the answer is no stream', async () => {
      answers.push({ type: 'text/html', body: '<p>' });
      const result = await run(talk('http'), hear('consume: { amount: 1 }'));
      expect(result).toMatchObject({ status: 'faulted', error: { status: 500, title: 'No stream' } });
    });
  });

  describe('ws', () => {
    let sockets: WebSocketServer;
    let received: string[];
    let headers: IncomingMessage['headers'];

    beforeEach(() => {
      received = [];
      sockets = new WebSocketServer({ server, path: '/v1/rooms' });
      sockets.on('connection', (socket, request) => {
        ({ headers } = request);
        socket.on('message', (data) => received.push(String(data)));
        for (const n of [1, 2, 3]) socket.send(JSON.stringify({ n }));
      });
    });
    afterEach(() => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    });

    it('C13 C14 C18 publishes a frame and ends when the server has read it', async () => {
      const result = await run(talk('ws'), say('payload: { n: 1 }', authentication));
      expect(result.status).toBe('completed');
      expect(received).toEqual(['{"n":1}']);
      expect(headers.authorization).toBe('Bearer t0ken');
    });

    it('C15 C16 takes frames while the condition holds', async () => {
      const result = await run(talk('ws'), hear("consume: { while: '${ length < 2 }' }"));
      expect(numbers(result)).toEqual([0, 1]);
    });

    it('C13 fails with 503 where no WebSocket is', async () => {
      const result = await run(talk('ws', { address: '/nowhere' }), say('payload: { n: 1 }'));
      expect(result).toMatchObject({
        status: 'faulted',
        error: {
          status: 503,
          detail: expect.stringContaining('the server answered 400, not with a WebSocket'),
        },
      });
    });

    it.each([
      ['nobody answers', '2', 'ECONNREFUSED'],
      ['nobody is asked', '1', 'the Fetch standard blocks this port'],
    ])('C13 says why %s', async (_, port, why) => {
      const document = { ...talk('ws'), server: `host: '127.0.0.1:${port}', protocol: ws` };
      const { error } = await run(document, say('payload: { n: 1 }'));
      expect(error).toMatchObject({ status: 503, detail: expect.stringContaining(why) });
    });

    it('C13 C18 is an authentication error where the server asks for a login', async () => {
      server.prependListener('upgrade', (_, socket) => {
        socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      });
      const result = await run(talk('ws'), say('payload: { n: 1 }'));
      expect(result.error).toMatchObject({ status: 401, type: expect.stringMatching(/authentication$/) });
    });
  });
});
