import { Redis } from 'ioredis';

/** A look at a Redis from outside of eventctl. */
export interface RedisGauge {
  /** Bytes that its rows and their index take (`used_memory`). */
  memory(): Promise<number>;
  /** Begins to count what `scripts` and `longest` tell. */
  reset(): Promise<void>;
  /** Microseconds of its one core that scripts took since `reset`. */
  scripts(): Promise<number>;
  /** Milliseconds of the longest command, write or sync since `reset`. */
  longest(): Promise<number>;
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
      const latest: unknown = await client.call('LATENCY', 'LATEST');
      const events = Array.isArray(latest) ? latest : [];
      const slow: unknown = await client.slowlog('GET', 100_000);
      const commands = (Array.isArray(slow) ? slow : []).map((row: unknown) =>
        Array.isArray(row) ? Number(row[2]) / 1000 : 0,
      );
      const worst = events.map((row: unknown) => (Array.isArray(row) ? Number(row[3]) : 0));
      return Math.max(0, ...worst, ...commands);
    },
    async configure(name, value) {
      await client.config('SET', name, value);
    },
    close: () => client.disconnect(),
  };
}
