import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRedis, type RedisServer, startRedis } from '../redis/server.ts';
import { begin, eventctl, type Running, start } from './support/eventctl.ts';

describeRedis(
  'eventctl serve with a backlog at its limit',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'eventctl-overload-'));
    const processes: Running[] = [];
    let redis: RedisServer;
    let store: Readonly<Record<string, string>>;
    let url: string;

    beforeAll(async () => {
      cpSync(join(import.meta.dirname, 'fixtures'), folder, { recursive: true });
      redis = await startRedis();
      store = { EVENTCTL_STORE: redis.url };
      const server = await start(['serve', '--port', '0', '--max-backlog', '2'], {
        folder,
        environment: store,
      });
      processes.push(server);
      url = server.url;
      await eventctl(['apply', 'order.yaml'], { folder, environment: store });
    });

    afterAll(async () => {
      await Promise.all(processes.map((one) => one.stop()));
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const startOver = (path: string) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ workflow: { namespace: 'golden', name: 'order' }, input: { orderNo: 'A-1' } }),
      });
    const event = (id: string) => ({ specversion: '1.0', id, source: 's', type: 'golden.paid' });
    const post = (body: unknown, type: string) =>
      fetch(url, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) });

    it('takes in as much as may wait', async () => {
      const statuses = [];
      for (let count = 0; count < 2; count++) statuses.push((await startOver('/api/v1/instances')).status);
      expect(statuses).toEqual([201, 201]);
    });

    it('refuses more with 429, a time to come back, and a problem document', async () => {
      const answers = [
        await startOver('/api/v1/instances'),
        await post(event('1'), 'application/cloudevents+json'),
        await post([event('1'), event('2')], 'application/cloudevents-batch+json'),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(429);
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
        expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
        expect(await answer.json()).toMatchObject({ status: 429, code: 'overloaded' });
      }
    });

    it('has taken in nothing of a batch that it refused', async () => {
      const { stdout } = await eventctl(['event', 'list', '-o', 'json'], { folder, environment: store });
      expect(JSON.parse(stdout)).toEqual([]);
    });

    it('goes on to say how it is', async () => {
      expect((await fetch(`${url}/health`)).status).toBe(200);
    });

    it('makes commands wait until a worker has room, and they end well', async () => {
      const around = { folder, environment: { EVENTCTL_SERVER: url } };
      const sending = begin(['event', 'send', '--type', 'golden.paid', '--source', 's'], around);
      const starting = begin(['start', 'order', '--input', '{"orderNo":"A-2"}'], around);
      for (const { said } of [sending, starting]) {
        await expect
          .poll(() => said().stderr, { timeout: 15_000 })
          .toMatch(/the server has too much to do: trying again in \d+ s/);
      }
      processes.push(await start(['worker'], { folder, environment: store }));
      const [sent, started] = await Promise.all([sending.ended, starting.ended]);
      expect([sent.exit, started.exit]).toEqual([0, 0]);
      expect(sent.stdout).toMatch(/^event\/\S+ accepted\n$/);
    });
  },
  'own',
);
