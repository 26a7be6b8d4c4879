import { describe, expect, it } from 'vitest';
import { send, serve } from '../../test/cli/support/serve.ts';
import type { CloudEvent } from '../events/index.ts';
import { Failure } from '../problem/failure.ts';

const binary = {
  'ce-specversion': '1.0',
  'ce-id': '1',
  'ce-type': 'order.new',
  'ce-source': 'store/order',
  'content-type': 'application/json',
};
const event = { specversion: '1.0', id: '1', type: 'order.new', source: 'store/order' };
const structured = { 'content-type': 'application/cloudevents+json' };
const batch = { 'content-type': 'application/cloudevents-batch+json' };

/** A server that remembers what it was sent. */
async function collecting() {
  const events: CloudEvent[] = [];
  const server = await serve({
    async sendEvent(sent) {
      events.push(sent);
      return { outcome: 'accepted' };
    },
  });
  return { server, events };
}

describe('event ingress', () => {
  it.each(['/', '/events'])('takes an event in binary mode at %s', async (path) => {
    const { server, events } = await collecting();
    const headers = { ...binary, 'ce-tenant': 'acme' };
    const answer = await send(server, path, { method: 'POST', headers, body: '{"orderNo":"A-1"}' });
    expect(answer).toMatchObject({ status: 202, text: '' });
    expect(events).toEqual([
      { ...event, tenant: 'acme', datacontenttype: 'application/json', data: { orderNo: 'A-1' } },
    ]);
  });

  it('takes an event in structured mode', async () => {
    const { server, events } = await collecting();
    const body = JSON.stringify({ ...event, data: [1] });
    const answer = await send(server, '/', { method: 'POST', headers: structured, body });
    expect(answer.status).toBe(202);
    expect(events).toEqual([{ ...event, data: [1] }]);
  });

  it('takes a batch', async () => {
    const { server, events } = await collecting();
    const body = JSON.stringify([event, { ...event, id: '2' }]);
    const answer = await send(server, '/', { method: 'POST', headers: batch, body });
    expect(answer.status).toBe(202);
    expect(events.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('answers 202 to a duplicate', async () => {
    const server = await serve({ sendEvent: async () => ({ outcome: 'duplicate' }) });
    expect(await send(server, '/', { method: 'POST', headers: binary, body: '{}' })).toMatchObject({
      status: 202,
    });
  });

  it('answers only when every event of a batch is durable', async () => {
    const order: string[] = [];
    let release: () => void = () => {};
    const durable = new Promise<void>((resolve) => {
      release = resolve;
    });
    const server = await serve({
      async sendEvent({ id }) {
        if (id === '2') await durable;
        order.push(`durable ${id}`);
        return { outcome: 'accepted' };
      },
    });
    const body = JSON.stringify([event, { ...event, id: '2' }]);
    const answering = send(server, '/', { method: 'POST', headers: batch, body }).then((answer) => {
      order.push(`answered ${answer.status}`);
    });
    // Were the answer not to wait, it would come during these round trips.
    await send(server, '/health');
    await send(server, '/health');
    order.push('released');
    release();
    await answering;
    expect(order).toEqual(['durable 1', 'released', 'durable 2', 'answered 202']);
  });

  it('answers with the failure when an event of a batch was not stored', async () => {
    const server = await serve({
      async sendEvent({ id }) {
        if (id === '2') throw new Failure('unreachable', 'the store is gone');
        return { outcome: 'accepted' };
      },
    });
    const body = JSON.stringify([event, { ...event, id: '2' }]);
    const answer = await send(server, '/', { method: 'POST', headers: batch, body });
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'unreachable', detail: 'the store is gone' });
  });

  it('refuses an invalid event with a problem document that names the attribute', async () => {
    const { server, events } = await collecting();
    const { 'ce-id': _, ...headers } = binary;
    const answer = await send(server, '/', { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    const problem: unknown = JSON.parse(answer.text);
    expect(problem).toMatchObject({ status: 400, title: 'Bad Request', code: 'invalid-event' });
    expect(problem).toHaveProperty('detail', expect.stringContaining('"id"'));
    expect(events).toEqual([]);
  });

  it('takes nothing of a batch with an invalid event', async () => {
    const { server, events } = await collecting();
    const body = JSON.stringify([event, { ...event, id: '' }]);
    expect((await send(server, '/', { method: 'POST', headers: batch, body })).status).toBe(400);
    expect(events).toEqual([]);
  });

  it('refuses a body that is not JSON in structured mode', async () => {
    const { server } = await collecting();
    expect((await send(server, '/', { method: 'POST', headers: structured, body: '{' })).status).toBe(400);
  });

  it('takes a body of 1 MiB', async () => {
    const { server, events } = await collecting();
    const body = `"${'x'.repeat(1024 * 1024 - 2)}"`;
    expect((await send(server, '/', { method: 'POST', headers: binary, body })).status).toBe(202);
    expect(events).toHaveLength(1);
  });

  it('refuses a larger body with 413', async () => {
    const { server, events } = await collecting();
    const body = `"${'x'.repeat(1024 * 1024 - 1)}"`;
    const answer = await send(server, '/', { method: 'POST', headers: binary, body });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'too-large' });
    expect(events).toEqual([]);
  });

  it('refuses a body that announces itself as larger before it is sent', async () => {
    const { server } = await collecting();
    const headers = { ...binary, expect: '100-continue', 'content-length': String(2 ** 21) };
    const answer = await send(server, '/', { method: 'POST', headers });
    expect(answer.status).toBe(413);
  });

  it('asks for a body that announces itself as small enough', async () => {
    const { server } = await collecting();
    const headers = { ...binary, expect: '100-continue' };
    expect((await send(server, '/', { method: 'POST', headers, body: '{}' })).status).toBe(202);
  });

  it.each([
    ['an event format that is not supported', { 'content-type': 'application/cloudevents+xml' }],
    ['a body that is no event format, without ce- headers', { 'content-type': 'text/plain' }],
    ['no media type, without ce- headers', {}],
  ])('refuses %s with 415', async (_, headers) => {
    const { server } = await collecting();
    expect((await send(server, '/', { method: 'POST', headers, body: 'x' })).status).toBe(415);
  });

  it('refuses plain JSON without ce- headers as an invalid event', async () => {
    const { server } = await collecting();
    const headers = { 'content-type': 'application/json' };
    expect((await send(server, '/', { method: 'POST', headers, body: '{}' })).status).toBe(400);
  });

  it.each(['GET', 'PUT', 'DELETE'])('refuses %s with 405', async (method) => {
    const { server } = await collecting();
    const answer = await send(server, '/events', { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
  });

  it('hides an unexpected fault from the sender, and tells the log', async () => {
    const fault = new Error('password=hunter2');
    const server = await serve({
      async sendEvent() {
        throw fault;
      },
    });
    const answer = await send(server, '/', { method: 'POST', headers: binary, body: '{}' });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('hunter2');
    expect(server.faults).toEqual([fault]);
  });
});
