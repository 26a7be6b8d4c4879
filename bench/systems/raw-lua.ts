// What Redis itself can do: a number of commits a workflow, each one script (a hash with a version check, and a stream
// entry), one after the other, and nothing else. No engine is as fast with as many commits.
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { versionOf } from '../machine.ts';
import { startRedis } from '../redis.ts';
import { withCpu } from './cpu.ts';
import { awaitedLoad } from './load.ts';
import { type Served, serve } from './serve.ts';

const { values: flags } = parseArgs({
  options: { commits: { type: 'string', default: '5' } },
});
const commits = Number(flags.commits);

const script = `
local version = redis.call('HGET', KEYS[1], 'version') or '0'
if version ~= ARGV[1] then return -1 end
redis.call('HSET', KEYS[1], 'version', version + 1, 'state', ARGV[2])
redis.call('XADD', KEYS[2], '*', 'entry', ARGV[3])
return 0`;

/** Of the sizes that a small instance and an entry of its history have. */
const state = JSON.stringify({ position: '/do/0/one', data: 'x'.repeat(300) });
const entry = JSON.stringify({ type: 'task.completed', task: '/do/0/one', at: 1 });

await serve(`raw Lua, ${commits} commits`, start);

async function start(): Promise<Served> {
  const server = await startRedis();
  const redis = new Redis(server.url, { enableAutoPipelining: true });
  const sha = String(await redis.script('LOAD', script));
  let serial = 0;

  async function workflow(): Promise<void> {
    const id = serial++;
    for (let version = 0; version < commits; version++) {
      const keys = [`instance:${id}`, `history:${id}`];
      const outcome = await redis.evalsha(sha, 2, ...keys, version, state, entry);
      if (outcome !== 0) throw new Error('a commit met another version');
    }
  }

  const pids = { client: [process.pid], redis: [server.pid] };
  return {
    versions: { redis: server.version, ioredis: versionOf('ioredis') },
    durability: 'appendonly yes, appendfsync always, auto-aof-rewrite-min-size 1gb',
    async steps({ concurrency, count }) {
      return withCpu(pids, () => awaitedLoad({ count, concurrency, run: workflow }));
    },
    async stop() {
      redis.disconnect();
      await server.stop();
    },
  };
}
