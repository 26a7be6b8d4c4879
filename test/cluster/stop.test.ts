import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Running, start } from '../cli/support/eventctl.ts';
import { describeRedis } from '../redis/server.ts';
import { type RedisCluster, startCluster } from './cluster.ts';

/** Long enough for the others to find a master gone, in milliseconds. */
const outage = 5_000;

describeRedis(
  'on a cluster,',
  () => {
    let folder: string;
    let cluster: RedisCluster;
    let running: readonly Running[];

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'eventctl-stop-'));
      cluster = await startCluster();
      const commands = [['worker'], ['dev', '--port', '0'], ['serve', '--port', '0']];
      running = await Promise.all(
        commands.map((argv) => start([...argv, '--store', cluster.url], { folder })),
      );
    });

    afterEach(async () => {
      await Promise.all(running.map((one) => one.stop('SIGKILL')));
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const stopped = () => Promise.all(running.map((one) => one.stop('SIGTERM')));

    it('all processes end with 0 after a master was away', { timeout: 60_000 }, async () => {
      const [master] = cluster.masters;
      await master?.kill();
      await pause(outage);
      await master?.restart();
      await cluster.serves();
      expect(await stopped()).toEqual([0, 0, 0]);
    });

    it.each([0, 300, outage])(
      'all processes end with 0 while a master has been away for %i ms',
      { timeout: 60_000 },
      async (time) => {
        await cluster.masters[0]?.kill();
        await pause(time);
        expect(await stopped()).toEqual([0, 0, 0]);
      },
    );

    it.each([0, outage])(
      'all processes end with 0 while a master has been hanging for %i ms',
      { timeout: 60_000 },
      async (time) => {
        await cluster.masters[0]?.halt();
        await pause(time);
        expect(await stopped()).toEqual([0, 0, 0]);
      },
    );
  },
  'own',
);
