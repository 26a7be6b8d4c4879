import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { greetOn, greetProto } from './peers/greeter.ts';
import { absence, run } from './play.ts';

/** A WebSocket server on loopback that sends these texts to whoever connects to the path. */
async function notifier(path: string, texts: readonly string[]): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path });
  server.on('connection', (socket) => {
    for (const text of texts) socket.send(text);
  });
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe.skipIf(absence !== undefined)('the specification’s examples of other protocols', () => {
  it('C11 U14 call-grpc.yaml: a method is called as the file beside the workflow describes it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eventctl-grpc-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'app'));
    writeFileSync(join(folder, 'app/greet.proto'), greetProto);
    await greetOn(5011);
    const { output, error } = await run(
      { file: 'call-grpc.yaml', input: { user: { preferredDisplayName: 'Ada' } } },
      { path: join(folder, 'call-grpc.yaml'), realTime: true },
    );
    expect(error).toBeUndefined();
    expect(output).toEqual({ message: 'Hello Ada' });
  });

  it('C13 C15 C16 C17 call-asyncapi-subscribe-consume-amount.yaml: five messages are taken from a WebSocket; strictly: `$context` is empty, so those of somebody are not let through', async () => {
    const own = [1, 2, 3, 4, 5, 6].map((number) => JSON.stringify({ number }));
    const foreign = JSON.stringify({ from: { firstName: 'Ada', lastName: 'Lovelace' } });
    const port = await notifier('/notifications', [foreign, ...own]);
    const document = JSON.stringify({
      asyncapi: '3.0.0',
      info: { title: 'Notifications', version: '1.0.0' },
      servers: { live: { host: `127.0.0.1:${port}`, protocol: 'ws' } },
      channels: {
        notifications: { address: 'notifications', messages: { notified: { payload: { type: 'object' } } } },
      },
      operations: { getNotifications: { action: 'send', channel: { $ref: '#/channels/notifications' } } },
    });
    const { output, error } = await run(
      { file: 'call-asyncapi-subscribe-consume-amount.yaml', others: { 'asyncapi.json': document } },
      { realTime: true },
    );
    expect(error).toBeUndefined();
    expect(output).toMatchObject([1, 2, 3, 4, 5].map((number) => ({ payload: { number } })));
  });
});
