import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../problem/failure.ts';
import type { Client } from './client.ts';
import { createRemoteClient } from './remote.ts';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const event = { specversion: '1.0', id: 'e1', source: 'test', type: 'test.go' } as const;

/** A client of a server that refuses with these headers so many times, at waits that take no time. */
async function refused(
  times: number,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly client: Client; readonly calls: string[]; readonly waits: number[] }> {
  const calls: string[] = [];
  const waits: number[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    request.resume();
    const full = calls.length <= times;
    const problem = {
      title: 'Too Many Requests',
      detail: '5 instances wait',
      code: 'overloaded',
      hint: 'later',
    };
    response.writeHead(full ? 429 : 202, { 'content-type': 'application/json', ...(full ? headers : {}) });
    response.end(JSON.stringify(full ? problem : { outcome: 'accepted' }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = createRemoteClient(
    { url: `http://127.0.0.1:${port}` },
    {
      random: () => 0.5,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
      },
    },
  );
  return { client, calls, waits };
}

describe('a client that a server has no room for', () => {
  it('sends again after the time that the server names, and some more', async () => {
    const { client, calls, waits } = await refused(2, { 'retry-after': '2' });
    expect(await client.sendEvent(event)).toEqual({ outcome: 'accepted' });
    expect(calls).toEqual(Array.from({ length: 3 }, () => 'POST /api/v1/events'));
    expect(waits).toEqual([2_250, 2_250]);
  });

  it('tells what the server said after too many tries', async () => {
    const { client, calls } = await refused(99, { 'retry-after': '1' });
    const failure = await client.sendEvent(event).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'overloaded', message: '5 instances wait', hint: 'later' });
    expect(calls).toHaveLength(9);
  });

  it('waits no more than half a minute in all', async () => {
    const { client, waits } = await refused(99, { 'retry-after': '12' });
    await expect(client.sendEvent(event)).rejects.toMatchObject({ code: 'overloaded' });
    expect(waits).toEqual([13_500, 13_500]);
  });

  it.each(['31', 'Wed, 21 Oct 2026 07:28:00 GMT', ''])(
    'does not wait for a Retry-After of "%s"',
    async (text) => {
      const { client, calls } = await refused(99, { 'retry-after': text });
      await expect(client.startInstance({ workflow: { name: 'hello' } })).rejects.toMatchObject({
        code: 'overloaded',
      });
      expect(calls).toHaveLength(1);
    },
  );
});
