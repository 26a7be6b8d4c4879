import { describe, expect, it } from 'vitest';
import { send, serve } from '../../test/cli/support/serve.ts';
import { Failure } from '../problem/failure.ts';

const asking = (ask: () => Promise<number>) => serve({}, { token: 'secret', backlog: { ask, most: 5 } });

describe('/ready', () => {
  it('is 200 for anyone while the store answers, however much there is to do', async () => {
    const { status, text } = await send(await asking(async () => 1_000), '/ready');
    expect({ status, answer: JSON.parse(text) }).toEqual({
      status: 200,
      answer: { name: 'eventctl', version: '1.2.3', status: 'ready' },
    });
  });

  it('is 503 while the store is away, and /health is not', async () => {
    const server = await asking(async () => {
      throw new Failure('unreachable', 'Cannot reach Redis at secret.example');
    });
    const { status, text } = await send(server, '/ready');
    expect({ status, problem: JSON.parse(text) }).toMatchObject({
      status: 503,
      problem: { detail: 'the store does not answer', code: 'unreachable' },
    });
    expect((await send(server, '/health')).status).toBe(200);
  });

  it('is 503 while the store does not answer', async () => {
    expect((await send(await asking(() => new Promise(() => {})), '/ready')).status).toBe(503);
  });

  it('asks the store once for all who ask at once', async () => {
    let asked = 0;
    const server = await asking(async () => {
      asked += 1;
      return 0;
    });
    await Promise.all(Array.from({ length: 10 }, () => send(server, '/ready')));
    expect(asked).toBe(1);
  });

  it('takes GET only', async () => {
    expect((await send(await asking(async () => 0), '/ready', { method: 'POST' })).status).toBe(405);
  });
});

describe('/api/v1/status', () => {
  const status = { store: 'redis cache:6379', workflows: 3, services: 1, backlog: 7 };

  it('tells of the store, and of the limit of the server', async () => {
    const server = await serve({ status: async () => status }, { backlog: { ask: async () => 7, most: 50 } });
    const { text } = await send(server, '/api/v1/status');
    expect(JSON.parse(text)).toEqual({ ...status, backlogLimit: 50 });
  });

  it('has no limit where nothing is refused', async () => {
    const { text } = await send(await serve({ status: async () => status }), '/api/v1/status');
    expect(JSON.parse(text)).toEqual(status);
  });

  it('is for those who have the token', async () => {
    const server = await serve({ status: async () => status }, { token: 'secret' });
    expect((await send(server, '/api/v1/status')).status).toBe(401);
  });
});
