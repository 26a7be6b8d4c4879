import { describeRedis, startRedis } from '../redis/server.ts';
import { testRestarts } from './restarts.ts';

describeRedis(
  'a worker on Redis is killed, and another goes on:',
  () => {
    testRestarts(async () => {
      const { url, stop } = await startRedis();
      return { url, command: ['worker', '--store', url], stop };
    });
  },
  'own',
);
