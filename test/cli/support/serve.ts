import { type IncomingHttpHeaders, request } from 'node:http';
import { afterEach } from 'vitest';
import type { Client } from '../../../src/client/index.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../../src/server/index.ts';
import { fakeClient } from './fake-client.ts';

const running: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

/** A server on a free port over a fake client; stopped after the test. */
export async function serve(
  client: Partial<Client>,
  options: Partial<Pick<ServerOptions, 'token' | 'socketPath' | 'host' | 'backlog' | 'notice'>> = {},
): Promise<RunningServer & { readonly faults: unknown[] }> {
  const faults: unknown[] = [];
  const server = await startServer({
    client: fakeClient(client),
    version: '1.2.3',
    host: '127.0.0.1',
    port: 0,
    log: (_message, error) => faults.push(error),
    ...options,
  });
  running.push(server);
  return { ...server, faults };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request with exactly these headers, unlike `fetch`, which refuses to set some. */
export function send(
  server: RunningServer,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Buffer;
    readonly socketPath?: string;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...(options.socketPath === undefined
        ? { host: '127.0.0.1', port: server.port }
        : { socketPath: options.socketPath }),
      path,
      method: options.method ?? 'GET',
      headers: { ...options.headers },
      agent: false,
    });
    outgoing.once('error', reject);
    outgoing.once('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      answer.once('error', reject);
    });
    outgoing.end(options.body);
  });
}
