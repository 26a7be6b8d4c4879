import { Redis } from 'ioredis';

/** A look at a Redis from outside of eventctl. */
export interface RedisGauge {
  /** Bytes that its rows and their index take (`used_memory`). */
  memory(): Promise<number>;
  /** Begins to count what `scripts` and `longest` tell. */
  reset(): Promise<void>;
  /** Microseconds of its one core that scripts took since `reset`. */
  scripts(): Promise<number>;
  /** Milliseconds of the longest command, and of the longest write or sync of the file, since `reset`. */
  longest(): Promise<{ readonly command: number; readonly sync: number }>;
  /** Resolves when what was written up to now is on disk, with `appendfsync always`. */
  synced(): Promise<void>;
  configure(name: string, value: string): Promise<void>;
  readonly pid: number;
  close(): void;
}

export async function gaugeRedis(url: string): Promise<RedisGauge> {
  const client = new Redis(url);
  const number = async (section: string, pattern: RegExp): Promise<number> => {
    const found = pattern.exec(await client.info(section))?.[1];
    return Number(found ?? 0);
  };
  await client.config('SET', 'latency-monitor-threshold', '1');
  return {
    pid: await number('server', /^process_id:(\d+)/m),
    memory: () => number('memory', /^used_memory:(\d+)/m),
    async reset() {
      await client.config('RESETSTAT');
      await client.call('LATENCY', 'RESET');
      await client.config('SET', 'slowlog-log-slower-than', '100');
      await client.config('SET', 'slowlog-max-len', '100000');
      await client.slowlog('RESET');
    },
    async scripts() {
      const text = await client.info('commandstats');
      const times = [...text.matchAll(/^cmdstat_(?:evalsha|eval):.*?usec=(\d+)/gm)];
      return times.reduce((sum, [, time]) => sum + Number(time), 0);
    },
    async longest() {
      const slow = rowsOf(await client.slowlog('GET', -1)).map((row) => Number(row[2]) / 1000);
      const syncs = rowsOf(await client.call('LATENCY', 'LATEST'))
        .filter(([event]) => String(event).startsWith('aof'))
        .map((row) => Number(row[3]));
      return { command: Math.max(0, ...slow), sync: Math.max(0, ...syncs) };
    },
    async synced() {
      await client.set('bench:synced', '1');
      await client.del('bench:synced');
    },
    async configure(name, value) {
      await client.config('SET', name, value);
    },
    close: () => client.disconnect(),
  };
}

/** Rows of an answer that is a list of lists. */
function rowsOf(answer: unknown): readonly (readonly unknown[])[] {
  return (Array.isArray(answer) ? answer : []).filter((row: unknown) => Array.isArray(row));
}
