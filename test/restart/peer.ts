import { createServer } from 'node:http';

/** A service that two of the workflows call. */
export interface Peer {
  readonly url: string;
  /** The `Idempotency-Key` of every request to a path, in order. */
  asked(path: '/slow' | '/busy'): readonly string[];
  stop(): Promise<void>;
}

/** The first request to `/slow` is never answered, and the first to `/busy` is put off. */
export async function startPeer(): Promise<Peer> {
  const keys: Record<string, string[]> = { '/slow': [], '/busy': [] };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const asked = keys[path] ?? [];
    asked.push(String(request.headers['idempotency-key']));
    if (asked.length === 1 && path === '/slow') return;
    response.writeHead(asked.length === 1 ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ answered: path }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked: (path) => keys[path] ?? [],
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
