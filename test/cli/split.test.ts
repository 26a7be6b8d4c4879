import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRedis, type RedisServer, startRedis } from '../redis/server.ts';
import { eventctl, type Running, start } from './support/eventctl.ts';

describeRedis(
  'eventctl serve and eventctl worker',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'eventctl-split-'));
    const processes: Running[] = [];
    let redis: RedisServer;
    let environment: Readonly<Record<string, string>>;

    beforeAll(async () => {
      cpSync(join(import.meta.dirname, 'fixtures'), folder, { recursive: true });
      redis = await startRedis();
      environment = { EVENTCTL_STORE: redis.url };
      for (const argv of [['serve', '--port', '0'], ['worker'], ['worker']]) {
        processes.push(await start(argv, { folder, environment }));
      }
    });

    afterAll(async () => {
      await Promise.all(processes.map((one) => one.stop()));
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('share the work: what one takes in, another carries out', async () => {
      const [server] = processes;
      const around = { folder, environment: { EVENTCTL_SERVER: server?.url ?? '' } };
      await eventctl(['apply', 'order.yaml'], around);
      const started = await eventctl(['start', 'order', '--input', '{"orderNo":"A-1"}'], around);
      const paid = [
        'event',
        'send',
        '--type',
        'golden.paid',
        '--source',
        's',
        '--data',
        '{"orderNo":"A-1","amount":12}',
      ];
      expect(await eventctl(paid, around)).toMatchObject({ exit: 0 });
      const id = started.stdout.trim();
      expect(await eventctl(['logs', id, '-f'], around)).toMatchObject({ exit: 0 });
      const { stdout } = await eventctl(['instance', 'show', id, '-o', 'json'], { folder, environment });
      expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', output: { paid: 12 } });
    });

    it('end with 0 at Ctrl-C', async () => {
      expect(await Promise.all(processes.splice(0).map((one) => one.stop()))).toEqual([0, 0, 0]);
    });
  },
  'own',
);
