import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { send, serve } from '../../test/cli/support/serve.ts';
import type { RecordedEntry } from '../backend/backend.ts';
import type { Instance } from '../machine/instance.ts';
import { Failure } from '../problem/failure.ts';
import { startServer } from './listen.ts';

const instance: Instance = {
  id: 'i1',
  definition: { namespace: 'default', name: 'w', version: '1.0.0' },
  status: 'waiting',
  input: {},
  context: {},
  startedAt: 1,
  frames: {},
  sequence: 0,
  seen: { taken: [], floor: 0, passed: {}, ignored: {} },
};
const entry: RecordedEntry = { number: 1, time: 1, type: 'instance.started' };

const socketIn = (folder: string) => join(mkdtempSync(join(tmpdir(), folder)), 'store.db.sock');

describe('a server', () => {
  it('tells that it is up, to anyone', async () => {
    const server = await serve({}, { token: 's3cret' });
    const answer = await send(server, '/health');
    expect(JSON.parse(answer.text)).toEqual({ name: 'eventctl', version: '1.2.3', status: 'up' });
  });

  it('refuses another path', async () => {
    const server = await serve({});
    expect((await send(server, '/nothing')).status).toBe(404);
  });

  it('refuses a web page', async () => {
    const server = await serve({ sendEvent: async () => ({ outcome: 'accepted' }) });
    const headers = { origin: 'https://evil.example', 'content-type': 'application/cloudevents+json' };
    const body = '{"specversion":"1.0","id":"1","source":"a","type":"b"}';
    expect((await send(server, '/', { method: 'POST', headers, body })).status).toBe(403);
  });

  it('wants the token for events and the API', async () => {
    const server = await serve({ listWorkflows: async () => [] }, { token: 's3cret' });
    expect((await send(server, '/api/v1/workflows')).status).toBe(401);
    expect((await send(server, '/', { method: 'POST' })).status).toBe(401);
    const headers = { authorization: 'Bearer s3cret' };
    expect((await send(server, '/api/v1/workflows', { headers })).status).toBe(200);
  });

  it('refuses to listen beyond this machine without a token', async () => {
    await expect(serve({}, { host: '0.0.0.0' })).rejects.toMatchObject({ code: 'usage' });
  });

  it('names a port that is taken', async () => {
    const { port } = await serve({});
    const second = startServer({
      client: (await import('../../test/cli/support/fake-client.ts')).fakeClient({}),
      version: '1.2.3',
      host: '127.0.0.1',
      port,
      log: () => {},
    });
    await expect(second).rejects.toMatchObject({ code: 'conflict', message: `127.0.0.1:${port} is in use` });
  });
});

describe('the unix socket of a server', () => {
  it('is open to its owner only, and asks for no token', async () => {
    const socketPath = socketIn('eventctl-socket-');
    const server = await serve({ listWorkflows: async () => [] }, { token: 's3cret', socketPath });
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    expect((await send(server, '/api/v1/workflows', { socketPath })).status).toBe(200);
  });

  it('replaces the file that a dead process left', async () => {
    const socketPath = socketIn('eventctl-socket-');
    writeFileSync(socketPath, '');
    const server = await serve({}, { socketPath });
    expect((await send(server, '/health', { socketPath })).status).toBe(200);
  });
});

describe('a log stream', () => {
  it('ends when its reader goes away', async () => {
    let aborted: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    const server = await serve({
      showInstance: async () => instance,
      async *logs({ signal }) {
        yield entry;
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        aborted();
        yield entry;
      },
    });
    const reader = new AbortController();
    const { body } = await fetch(`${server.url}/api/v1/instances/i1/logs?follow=true`, {
      signal: reader.signal,
    });
    await body?.getReader().read();
    reader.abort();
    await ended;
    expect((await send(server, '/health')).status).toBe(200);
    expect(server.faults).toEqual([]);
  });

  it('breaks off when the log does, instead of ending as if it were whole', async () => {
    const server = await serve({
      showInstance: async () => instance,
      async *logs() {
        yield entry;
        throw new Failure('unreachable', 'the store is gone');
      },
    });
    await expect(send(server, '/api/v1/instances/i1/logs?follow=true')).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
  });
});

describe('stopping a server', () => {
  it('finishes the request that is under way', async () => {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = await serve({
      async listWorkflows() {
        arrived();
        await gate;
        return [];
      },
    });
    const answering = send(server, '/api/v1/workflows');
    await asked;
    const stopping = server.stop();
    release();
    expect(await answering).toMatchObject({ status: 200, text: '[]' });
    await stopping;
  });

  it('takes no new connection', async () => {
    const server = await serve({});
    await server.stop();
    await expect(send(server, '/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('ends log streams', async () => {
    let began: () => void = () => {};
    const beginning = new Promise<void>((resolve) => {
      began = resolve;
    });
    const server = await serve({
      showInstance: async () => instance,
      async *logs({ signal }) {
        yield entry;
        began();
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      },
    });
    const streaming = send(server, '/api/v1/instances/i1/logs?follow=true');
    await beginning;
    await server.stop();
    expect(await streaming).toMatchObject({ status: 200, text: `${JSON.stringify(entry)}\n` });
  });
});
