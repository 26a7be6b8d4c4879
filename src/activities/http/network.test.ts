import { createServer, type RequestListener, type Server } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../authentication/index.ts';
import { createNetwork, maxResponseBytes } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { createHttpActivity } from './http.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Serves on a free loopback port; returns the base URI. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

function call(
  uri: string,
  options: { allowPrivate?: boolean | 'loopback'; redirect?: boolean; signal?: AbortSignal } = {},
) {
  const activity = createHttpActivity({
    authenticator: createAuthenticator({
      transport: createNetwork(options.allowPrivate ?? 'loopback'),
      now: () => 0,
    }),
  });
  return activity.run(
    {
      kind: 'http',
      arguments: { method: 'get', uri, output: 'content', redirect: options.redirect ?? false },
    },
    { signal: options.signal ?? new AbortController().signal, key: 'instance/do/0/call~1' },
  );
}

async function problemOf(running: Promise<unknown>) {
  const error = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowError)) throw new Error(`not a workflow error: ${String(error)}`);
  return error.problem;
}

describe('createNetwork', () => {
  it('sends the request and reads the answer', async () => {
    const base = await serve((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method: request.method, url: request.url, host: request.headers.host }));
    });
    expect(await call(`${base}/a?b=1`)).toEqual({ method: 'GET', url: '/a?b=1', host: base.slice(7) });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('removes the content coding %s', async (coding, compress) => {
    const base = await serve((_request, response) => {
      response.setHeader('content-encoding', coding);
      response.end(compress('plain text'));
    });
    expect(await call(base)).toBe('plain text');
  });

  it('refuses loopback by default and says how to allow it', async () => {
    let asked = false;
    const base = await serve((_request, response) => {
      asked = true;
      response.end();
    });
    const problem = await problemOf(call(base, { allowPrivate: false }));
    expect(problem.status).toBe(403);
    expect(problem.detail).toContain('127.0.0.1 is not a public address');
    expect(problem.detail).toContain('only --allow-private loopback lets it be called');
    expect(asked).toBe(false);
  });

  it('refuses a name that resolves to loopback', async () => {
    const base = await serve((_request, response) => response.end());
    const problem = await problemOf(call(base.replace('127.0.0.1', 'localhost'), { allowPrivate: false }));
    expect(problem.status).toBe(403);
    expect(problem.detail).toContain('localhost resolves to');
  });

  it.each(['http://[::ffff:7f00:1]:1/', 'http://0x7f.1:1/', 'http://0177.1:1/', 'http://[fe80::1]:1/'])(
    'refuses the literal address %s',
    async (uri) => {
      expect((await problemOf(call(uri, { allowPrivate: false }))).status).toBe(403);
    },
  );

  it('judges the address again after a redirect', async () => {
    const base = await serve((_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    });
    const problem = await problemOf(call(base, { redirect: true }));
    expect(problem.status).toBe(403);
    expect(problem.detail).toContain('169.254.169.254');
  });

  it('E7 C9 fails with 503 when nobody listens', async () => {
    const base = await serve((_request, response) => response.end());
    servers.splice(0)[0]?.close();
    const problem = await problemOf(call(base));
    expect(problem).toMatchObject({ status: 503, title: 'No answer' });
    expect(problem.type).toMatch(/communication$/);
  });

  it('fails with 503 when the connection breaks in the middle of the answer', async () => {
    const base = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      response.destroy();
    });
    expect((await problemOf(call(base))).status).toBe(503);
  });

  it('refuses a response above the limit', async () => {
    const base = await serve((_request, response) => response.end(Buffer.alloc(maxResponseBytes + 1)));
    expect((await problemOf(call(base))).title).toBe('Response too large');
  });

  it('refuses a small response that inflates above the limit', async () => {
    const base = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(maxResponseBytes + 1)));
    });
    expect((await problemOf(call(base))).title).toBe('Response too large');
  });

  it('stops when its signal aborts', async () => {
    const controller = new AbortController();
    const reason = new Error('timed out');
    const base = await serve(() => controller.abort(reason));
    await expect(call(base, { signal: controller.signal })).rejects.toBe(reason);
  });
});
