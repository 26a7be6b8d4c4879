import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createDialler } from './dial.ts';

describe('a dialler', () => {
  it.each(['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254'])('opens no socket to %s', (host) => {
    expect(() => createDialler(false).open({ host, port: 1, secure: false })).toThrow(
      'is not a public address',
    );
  });

  it.each([false, true])(
    'opens no socket to a name that leads to such an address (TLS: %s)',
    async (secure) => {
      const socket = createDialler(false).open({ host: 'localhost', port: 1, secure });
      const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
      expect(error.message).toContain('which is not public');
    },
  );

  it('opens a socket to an address that may be reached', async () => {
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const socket = createDialler('loopback').open({ host: 'localhost', port, secure: false });
    const text = await new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(text).toBe('hello');
    socket.destroy();
    server.close();
  });
});
