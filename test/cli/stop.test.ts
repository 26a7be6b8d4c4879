import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeRedis, freePort, type RedisServer, startRedis } from '../redis/server.ts';
import { until } from '../redis/turns.ts';
import { eventctl, type Running, start } from './support/eventctl.ts';

/** Its call is answered when another process makes it. */
const caller = (
  port: number,
): string => `document: { dsl: '1.0.3', namespace: stop, name: caller, version: '1.0.0' }
do:
  - ask: { call: http, with: { method: get, endpoint: 'http://127.0.0.1:${port}/' } }
`;

describeRedis(
  'told to stop while Redis hangs,',
  () => {
    let folder: string;
    let redis: RedisServer;
    let peer: Server;
    let peerPort: number;
    /** Calls that came in. The first one has no answer. */
    let calls: number;
    const running: Running[] = [];

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'eventctl-stop-'));
      redis = await startRedis();
      calls = 0;
      peer = createServer((_, response) => {
        calls += 1;
        if (calls > 1) response.setHeader('content-type', 'application/json').end('{"answer":42}');
      });
      peerPort = await freePort();
      await new Promise<void>((resolve) => peer.listen(peerPort, '127.0.0.1', resolve));
    });

    afterEach(async () => {
      for (const one of running.splice(0)) await one.stop('SIGKILL');
      peer.closeAllConnections();
      await new Promise((resolve) => peer.close(resolve));
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function launch(...argv: string[]): Promise<Running> {
      const one = await start([...argv, '--store', redis.url], { folder });
      running.push(one);
      return one;
    }

    it.each([['worker'], ['serve', '--port', '0'], ['dev', '--port', '0']])(
      'eventctl %s ends with 0',
      async (...argv) => {
        const one = await launch(...argv);
        await redis.halt();
        expect(await one.stop('SIGTERM')).toBe(0);
      },
    );

    it('a worker says that it leaves what runs, and another one does it', { timeout: 60_000 }, async () => {
      const around = { folder, environment: { EVENTCTL_STORE: redis.url } };
      writeFileSync(join(folder, 'caller.yaml'), caller(peerPort));
      await eventctl(['apply', 'caller.yaml'], around);
      const worker = await launch('worker', '--allow-private', 'loopback');
      const id = (await eventctl(['start', 'stop/caller'], around)).stdout.trim();
      await until(() => calls === 1);
      await redis.halt();
      expect(await worker.stop('SIGTERM')).toBe(0);
      expect(worker.said().stderr).toContain('is left to another process');
      await redis.resume();
      await launch('worker', '--allow-private', 'loopback');
      expect(await eventctl(['logs', id, '-f'], around)).toMatchObject({ exit: 0 });
      const { stdout } = await eventctl(['instance', 'show', id, '-o', 'json'], around);
      expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', output: { answer: 42 } });
    });

    it.each(['SIGINT', 'SIGTERM'] as const)('a worker ends at once by a second %s', async (signal) => {
      const worker = await launch('worker');
      await redis.halt();
      void worker.stop('SIGTERM');
      await until(() => worker.said().stderr.includes('stopping'));
      expect(await worker.stop(signal)).toBe(130);
    });
  },
  'own',
);
