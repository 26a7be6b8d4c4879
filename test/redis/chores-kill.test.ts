import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Backend, type Chore, type Listening, openBackend } from '../../src/backend/index.ts';
import { describeRedis, type RedisServer, startRedis } from './server.ts';

const backendModule = resolve(import.meta.dirname, '../../dist/backend/redis/index.js');

/** A process whose chore never ends. */
const stuck = `
  const { createRedisBackend } = await import(process.argv[1]);
  const backend = await createRedisBackend({ url: process.argv[2] });
  const run = () => new Promise(() => process.stdout.write('begun\\n'));
  backend.chores.share([{ name: 'sweep', interval: 200, run }]);
`;

describeRedis(
  'chores',
  () => {
    let server: RedisServer;
    let admin: Redis;
    let backend: Backend | undefined;
    let sharing: Listening | undefined;
    let times = 0;
    let child: ChildProcess | undefined;

    const chore: Chore = {
      name: 'sweep',
      interval: 200,
      run: async () => {
        times += 1;
      },
    };

    beforeEach(async () => {
      times = 0;
      server = await startRedis();
      admin = new Redis(server.url);
      admin.on('error', () => {});
      backend = await openBackend(server.url);
      sharing = backend.chores?.share([chore]);
    });
    afterEach(async () => {
      child?.kill('SIGKILL');
      await sharing?.stop();
      await backend?.close();
      admin.disconnect();
      await server.stop();
    });

    async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
      while (!(await condition())) await sleep(20);
    }

    it('go on when the process on duty is killed in the middle of one', { timeout: 60_000 }, async () => {
      await sharing?.stop();
      const args = ['--input-type=module', '-e', stuck, backendModule, server.url];
      child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      if (child.stdout !== null) await once(child.stdout, 'data');
      const holder = (): Promise<string | null> => admin.get('{eventctl:meta}:duty:chores:lock');
      await until(async () => (await holder()) !== null);
      const killed = await holder();
      sharing = backend?.chores?.share([chore]);
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      const before = times;
      await until(async () => times > before + 5 && ![null, killed].includes(await holder()));
      expect(await admin.llen('{eventctl:meta}:duty:active')).toBe(1);
    });

    it('go on when Redis comes back', { timeout: 60_000 }, async () => {
      await until(() => times > 2);
      await server.kill();
      await sleep(500);
      await server.restart();
      const before = times;
      await until(() => times > before + 5);
    });

    it('go on when Redis comes back without its rows', { timeout: 60_000 }, async () => {
      await until(() => times > 2);
      await admin.flushall();
      const before = times;
      await until(() => times > before + 5);
    });

    it('can be left while Redis is away', { timeout: 60_000 }, async () => {
      await until(() => times > 2);
      await server.kill();
      await sharing?.stop();
    });
  },
  'own',
);
