import { IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { send, serve } from '../../test/cli/support/serve.ts';
import type { CloudEvent } from '../events/index.ts';
import { readBody } from './body.ts';

const head = [
  'POST / HTTP/1.1',
  'Host: localhost',
  'Content-Type: application/cloudevents+json',
  'Content-Length: 68',
];
const body = '{"specversion":"1.0","id":"1","source":"/s","type":"t","data":"\u00e9\u00e9"}';

/** Sends pieces of a request, each by itself, and breaks it off; resolves when the connection has closed. */
async function breakOff(port: number, pieces: readonly (string | Buffer)[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const piece of pieces) {
    socket.write(piece);
    await pause(20);
  }
  socket.destroy();
  await closed;
}

describe('the body of a request', () => {
  it('comes in pieces that need not end where a character does', async () => {
    const events: CloudEvent[] = [];
    const server = await serve({
      async sendEvent(sent) {
        events.push(sent);
        return { outcome: 'accepted' };
      },
    });
    const bytes = Buffer.from(body);
    const split = bytes.length - 4;
    const length = `Content-Length: ${bytes.length}`;
    const lines = `${[...head.slice(0, -1), length].join('\r\n')}\r\n\r\n`;
    await breakOff(server.port, [lines, bytes.subarray(0, split + 1), bytes.subarray(split + 1)]);
    expect(events).toMatchObject([{ id: '1', data: '\u00e9\u00e9' }]);
  });

  it.each(['/', '/api/v1/apply'])('that goes on and on is refused, and then cut off (%s)', async (path) => {
    const server = await serve({});
    const socket = connect(server.port, '127.0.0.1');
    const head = ['Host: localhost', 'Content-Type: application/json', 'Transfer-Encoding: chunked'];
    socket.write(`POST ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
    let answer = '';
    socket.on('data', (text) => {
      answer += text;
    });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => {});
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(2 ** 20, ' '), Buffer.from('\r\n')]);
    const goOn = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', goOn);
    goOn();
    await closed;
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  it('that breaks off is no event, and no fault', async () => {
    const server = await serve({});
    await breakOff(server.port, [`${head.join('\r\n')}\r\n\r\n`, body.slice(0, 20)]);
    expect((await send(server, '/health')).status).toBe(200);
    expect(server.faults).toEqual([]);
  });

  it('of a request that broke off before is waited for by nobody', async () => {
    const request = new IncomingMessage(new Socket());
    request.destroy();
    await expect(readBody(request, 10)).rejects.toThrow('broke off');
  });
});
