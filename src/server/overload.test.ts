import { describe, expect, it } from 'vitest';
import { send, serve } from '../../test/cli/support/serve.ts';
import type { Client } from '../client/index.ts';

const event = { specversion: '1.0', id: '1', type: 'order.new', source: 'store/order' };
const post = (body: unknown, type: string) => ({
  method: 'POST',
  headers: { 'content-type': type },
  body: JSON.stringify(body),
});
const structured = post(event, 'application/cloudevents+json');
const batch = post([event, { ...event, id: '2' }], 'application/cloudevents-batch+json');
const start = post({ workflow: { name: 'hello' } }, 'application/json');

/** A server before a backlog, and how much it let in. */
async function behind(backlog: number, most = 5) {
  const taken = { events: 0, starts: 0 };
  const client: Partial<Client> = {
    async sendEvent() {
      taken.events += 1;
      return { outcome: 'accepted' };
    },
    async startInstance() {
      taken.starts += 1;
      return {
        id: 'i',
        definition: { namespace: 'default', name: 'hello', version: '1.0.0' },
        status: 'pending',
        startedAt: 0,
      };
    },
    listInstances: async () => [],
    cancelInstance: async () => {},
    resumeInstance: async () => {},
  };
  const server = await serve(client, { backlog: { ask: async () => backlog, most } });
  return { server, taken };
}

describe('a server with more to do than its limit', () => {
  it.each([
    ['an event', '/', structured],
    ['a batch', '/events', batch],
    ['an event for the API', '/api/v1/events', post(event, 'application/json')],
    ['a start', '/api/v1/instances', start],
  ])('refuses %s', async (_, path, request) => {
    const { server, taken } = await behind(5);
    const { status, headers, text } = await send(server, path, request);
    expect({ status, type: headers['content-type'], after: headers['retry-after'] }).toEqual({
      status: 429,
      type: 'application/problem+json',
      after: '1',
    });
    expect(JSON.parse(text)).toEqual({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: 'the backlog is full: 5 of 5 instances wait for their turn',
      code: 'overloaded',
      hint: expect.stringContaining('Retry-After'),
    });
    expect(taken).toEqual({ events: 0, starts: 0 });
  });

  it.each([
    ['/health', {}, 200],
    ['/api/v1/instances', {}, 200],
    ['/api/v1/instances/i/cancel', post({}, 'application/json'), 204],
    ['/api/v1/instances/i/resume', { method: 'POST' }, 204],
  ])('answers %s as ever', async (path, request, status) => {
    const { server } = await behind(1_000);
    expect((await send(server, path, request)).status).toBe(status);
  });

  it('still says what is wrong with a request', async () => {
    const { server } = await behind(5);
    expect((await send(server, '/', { method: 'PUT' })).status).toBe(405);
    expect((await send(server, '/', post({}, 'text/plain'))).status).toBe(415);
  });
});

describe('a server with less to do than its limit', () => {
  it('takes events, batches as a whole, and starts', async () => {
    const { server, taken } = await behind(0);
    expect((await send(server, '/', structured)).status).toBe(202);
    expect((await send(server, '/', batch)).status).toBe(202);
    expect((await send(server, '/api/v1/instances', start)).status).toBe(201);
    expect(taken).toEqual({ events: 3, starts: 1 });
  });

  it('counts an event only until it is taken in', async () => {
    const { server, taken } = await behind(0, 1);
    for (let sent = 0; sent < 5; sent++) expect((await send(server, '/', structured)).status).toBe(202);
    expect(taken.events).toBe(5);
  });
});
