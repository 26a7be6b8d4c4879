import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createNetwork } from './network.ts';
import { maxResponseBytes } from './receive.ts';
import type { Exchange } from './transport.ts';

const servers: (Server | TcpServer)[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server | TcpServer): Promise<URL> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return new URL(`http://127.0.0.1:${address.port}/`);
}

const serve = (listener: RequestListener) => listen(createServer(listener));

/** Answers the first bytes of every connection with a text as it is. */
function serveRaw(text: string) {
  return listen(
    createTcpServer((socket) => {
      socket.once('data', () => socket.end(text));
      socket.on('error', () => socket.destroy());
    }),
  );
}

const unaborted = () => new AbortController().signal;
const get = (url: URL): Exchange => ({ method: 'GET', url, headers: {} });
const textOf = ({ body }: { readonly body: Uint8Array }) => Buffer.from(body).toString();
const portOf = ({ socket }: IncomingMessage) => String(socket.remotePort);

/** Waits until nothing can arrive any more of what is under way on this machine. */
const settled = () => new Promise((done) => setTimeout(done, 20));

describe('the connections of createNetwork', () => {
  it('carry one exchange after the other', async () => {
    const transport = createNetwork('loopback');
    const url = await serve((request, response) => response.end(portOf(request)));
    const ports = new Set<string>();
    for (let count = 0; count < 5; count++) ports.add(textOf(await transport(get(url), unaborted())));
    expect(ports.size).toBe(1);
  });

  it('that the server closes with its answer carry nothing more', async () => {
    const transport = createNetwork('loopback');
    const url = await listen(
      createTcpServer((socket) => {
        socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
        socket.on('error', () => socket.destroy());
      }),
    );
    const post: Exchange = { ...get(url), method: 'POST', body: 'x' };
    const answers: string[] = [];
    for (let count = 0; count < 50; count++) answers.push(textOf(await transport(post, unaborted())));
    expect(answers).toEqual(Array(50).fill('ok'));
  });

  it('are as many as there are exchanges at a time, so that none waits for another', async () => {
    const transport = createNetwork('loopback');
    const waiting: (() => void)[] = [];
    const url = await serve((_request, response) => {
      waiting.push(() => response.end('done'));
      if (waiting.length === 100) for (const answer of waiting) answer();
    });
    const answers = Array.from({ length: 100 }, () => transport(get(url), unaborted()));
    expect((await Promise.all(answers)).map(textOf)).toEqual(Array(100).fill('done'));
  });

  it('are opened again when the server closed them', async () => {
    const transport = createNetwork('loopback');
    const server = createServer((_request, response) => response.end('done'));
    const url = await listen(server);
    await transport(get(url), unaborted());
    server.closeAllConnections();
    await settled();
    expect(textOf(await transport(get(url), unaborted()))).toBe('done');
  });

  it('are not used again when the server says that it closes them', async () => {
    const transport = createNetwork('loopback');
    const url = await serve((request, response) => {
      response.setHeader('connection', 'close').end(portOf(request));
    });
    const first = await transport(get(url), unaborted());
    const second = await transport(get(url), unaborted());
    expect(textOf(second)).not.toBe(textOf(first));
  });

  it('are not used again after an answer that broke off', async () => {
    const transport = createNetwork('loopback');
    let broken = true;
    const url = await serve((_request, response) => {
      if (!broken) return response.end('whole');
      broken = false;
      response.writeHead(200, { 'content-length': '100' }).write('half');
      return response.destroy();
    });
    await expect(transport(get(url), unaborted())).rejects.toMatchObject({ problem: { status: 503 } });
    expect(textOf(await transport(get(url), unaborted()))).toBe('whole');
  });

  it('never give an answer to a later exchange that it does not belong to', async () => {
    const transport = createNetwork('loopback');
    const answer = (text: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
    const url = await listen(
      createTcpServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.once('data', () => socket.write(answer('mine') + answer('stray')));
      }),
    );
    expect(textOf(await transport(get(url), unaborted()))).toBe('mine');
    await settled();
    expect(textOf(await transport(get(url), unaborted()))).toBe('mine');
  });
});

describe('an answer by createNetwork', () => {
  it('is put together from what arrives', async () => {
    const transport = createNetwork('loopback');
    const part = 'x'.repeat(100_000);
    const url = await serve(async (_request, response) => {
      for (let count = 0; count < 5; count++) {
        response.write(part);
        await settled();
      }
      response.end();
    });
    expect(textOf(await transport(get(url), unaborted()))).toBe(part.repeat(5));
  });

  it('has its headers in lower case, repeated ones joined', async () => {
    const transport = createNetwork('loopback');
    const url = await serve((_request, response) => {
      response.setHeader('X-Tags', ['a', 'b']).setHeader('X-One', 'c').end();
    });
    const { headers } = await transport(get(url), unaborted());
    expect(headers).toMatchObject({ 'x-tags': 'a, b', 'x-one': 'c' });
  });

  it('is the final one, not what announces it', async () => {
    const transport = createNetwork('loopback');
    const url = await serve((_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeHead(201).end('made');
    });
    const answer = await transport(get(url), unaborted());
    expect(answer.status).toBe(201);
    expect(answer.headers).not.toHaveProperty('link');
    expect(textOf(answer)).toBe('made');
  });

  it('has no body for HEAD, whatever its headers say', async () => {
    const transport = createNetwork('loopback');
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '5', 'content-encoding': 'gzip' }).end();
    });
    const answer = await transport({ ...get(url), method: 'HEAD' }, unaborted());
    expect(answer.headers['content-length']).toBe('5');
    expect(answer.body).toHaveLength(0);
  });

  it('is refused above the limit without reading the rest', async () => {
    const transport = createNetwork('loopback');
    let closed: (() => void) | undefined;
    const cut = new Promise<void>((done) => {
      closed = done;
    });
    const url = await serve((_request, response) => {
      response.once('close', () => closed?.());
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    await expect(transport(get(url), unaborted())).rejects.toMatchObject({
      problem: { title: 'Response too large' },
    });
    await cut;
  });

  it('is refused when its coding is one that cannot be removed', async () => {
    const transport = createNetwork('loopback');
    const url = await serve((_request, response) => {
      response.setHeader('content-encoding', 'zstd').end(gzipSync('text'));
    });
    await expect(transport(get(url), unaborted())).rejects.toMatchObject({
      problem: { title: 'Unreadable response' },
    });
  });

  it('may be as large as the limit', async () => {
    const transport = createNetwork('loopback');
    const url = await serve((_request, response) => response.end(Buffer.alloc(maxResponseBytes)));
    expect((await transport(get(url), unaborted())).body).toHaveLength(maxResponseBytes);
  });

  it.each([
    ['no HTTP', 'nonsense\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['too long a head', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    [
      'an upgrade nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    ],
  ])('is refused when it is %s', async (_name, text) => {
    const transport = createNetwork('loopback');
    const url = await serveRaw(text);
    await expect(transport(get(url), unaborted())).rejects.toMatchObject({
      problem: { status: 503, title: 'No answer' },
    });
  });
});

describe('an abort of createNetwork', () => {
  it('before the exchange keeps it from being sent', async () => {
    const transport = createNetwork('loopback');
    let asked = false;
    const url = await serve((_request, response) => {
      asked = true;
      response.end();
    });
    const reason = new Error('cancelled');
    await expect(transport(get(url), AbortSignal.abort(reason))).rejects.toBe(reason);
    await settled();
    expect(asked).toBe(false);
  });

  it('in the middle of the answer closes the connection', async () => {
    const transport = createNetwork('loopback');
    const controller = new AbortController();
    const reason = new Error('cancelled');
    let closed: (() => void) | undefined;
    const cut = new Promise<void>((done) => {
      closed = done;
    });
    const url = await serve((_request, response) => {
      response.once('close', () => closed?.());
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => controller.abort(reason), 20);
    });
    await expect(transport(get(url), controller.signal)).rejects.toBe(reason);
    await cut;
    expect(textOf(await transport(get(await serve((_q, r) => r.end('next'))), unaborted()))).toBe('next');
  });

  it('while the connection is opened is answered at once, and sends nothing', async () => {
    const transport = createNetwork('loopback');
    let asked = false;
    const url = await serve((_request, response) => {
      asked = true;
      response.end();
    });
    await transport(get(await serve((_q, r) => r.end())), unaborted());
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const answer = transport(get(url), controller.signal);
    queueMicrotask(() => controller.abort(reason));
    await expect(answer).rejects.toBe(reason);
    await settled();
    expect(asked).toBe(false);
  });

  it('after the answer changes nothing', async () => {
    const transport = createNetwork('loopback');
    const url = await serve((request, response) => response.end(portOf(request)));
    const controller = new AbortController();
    const first = await transport(get(url), controller.signal);
    controller.abort();
    expect(textOf(await transport(get(url), unaborted()))).toBe(textOf(first));
  });
});

describe('an address by createNetwork', () => {
  it('is judged for every connection, whatever was reached before', async () => {
    const transport = createNetwork('loopback');
    const url = await serve((_request, response) => response.end());
    await transport(get(url), unaborted());
    const elsewhere = new URL(url);
    elsewhere.hostname = '10.0.0.1';
    await expect(transport(get(elsewhere), unaborted())).rejects.toMatchObject({ problem: { status: 403 } });
  });

  it('stays refused however often it is asked for', async () => {
    const transport = createNetwork(false);
    let asked = false;
    const url = await serve((_request, response) => {
      asked = true;
      response.end();
    });
    for (const host of ['127.0.0.1', '127.0.0.1', 'localhost', 'localhost']) {
      const there = new URL(url);
      there.hostname = host;
      await expect(transport(get(there), unaborted())).rejects.toMatchObject({ problem: { status: 403 } });
    }
    expect(asked).toBe(false);
  });
});
