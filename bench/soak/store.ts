import { statSync } from 'node:fs';
import { Redis } from 'ioredis';
import { openDriver } from '../../src/backend/sqlite/driver.ts';

/** A look at a store from outside of eventctl. */
export interface StoreGauge {
  /** Megabytes it takes: of memory for Redis, on disk for sqlite. */
  size(): Promise<number>;
  /** Keys, or rows, by what they are for: names without ids and numbers. */
  counts(): Promise<ReadonlyMap<string, number>>;
  /** Milliseconds of the longest thing of each kind that it did while it answered nobody: `command`, `aof-fsync-always`. */
  longest?(): Promise<ReadonlyMap<string, number>>;
  close(): void;
}

const megabyte = 1_000_000;

export async function gaugeRedisStore(url: string): Promise<StoreGauge> {
  const client = new Redis(url);
  await client.config('SET', 'latency-monitor-threshold', '10');
  return {
    async size() {
      return Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]) / megabyte;
    },
    async counts() {
      const counts = new Map<string, number>();
      for await (const keys of client.scanStream({ count: 1_000 })) {
        for (const key of Array.isArray(keys) ? keys : []) {
          const kind = kindOf(String(key));
          counts.set(kind, (counts.get(kind) ?? 0) + 1);
        }
      }
      return counts;
    },
    async longest() {
      const rows: unknown = await client.call('LATENCY', 'LATEST');
      const events = (Array.isArray(rows) ? rows : []).filter((row: unknown) => Array.isArray(row));
      return new Map(events.map(([event, , , most]) => [String(event), Number(most)]));
    },
    close: () => client.disconnect(),
  };
}

/** `{eventctl:3}:instance:01jd…` is an `instance`. */
function kindOf(key: string): string {
  return key.replace(/^\{[^}]*\}:/, '').replace(/:.*$/, '');
}

export function gaugeSqliteStore(path: string): StoreGauge {
  const driver = openDriver(path);
  driver.exec('PRAGMA busy_timeout = 5000');
  const tables = driver
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map((row) => String(row['name']));
  return {
    async size() {
      return statSync(path).size / megabyte;
    },
    async counts() {
      // A log counts as one, as it does in Redis: that of a schedule stays, and is bounded.
      const rows = (table: string) => (table === 'history' ? 'DISTINCT instance' : '*');
      const count = (table: string) =>
        Number(driver.prepare(`SELECT count(${rows(table)}) AS n FROM ${table}`).get()?.['n']);
      return new Map(tables.map((table) => [table, count(table)]));
    },
    close: () => driver.close(),
  };
}
