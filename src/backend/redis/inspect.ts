import type { Connection } from './connection.ts';
import { connectFitting } from './mode.ts';
import { text } from './reply.ts';

/** What a Redis is and how it is set, as far as it matters for keeping workflows in it. */
export interface RedisInspection {
  /** For people, without the password. */
  readonly address: string;
  /** `redis` or `valkey`. */
  readonly server: string;
  readonly version: string;
  readonly mode: 'standalone' | 'cluster' | 'sentinel';
  readonly role: string;
  readonly usedMemory: number;
  /** Bytes; 0 is no limit. */
  readonly maxmemory: number;
  readonly maxmemoryPolicy: string;
  readonly appendonly: boolean;
  /** `always`, `everysec` or `no`; undefined where the server does not tell. */
  readonly appendfsync: string | undefined;
  /** True when snapshots (RDB) are taken. */
  readonly snapshots: boolean;
  readonly problems: readonly RedisProblem[];
}

/** `error`: rows can be lost or refused. `warning`: know what you accept. */
export interface RedisProblem {
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly hint: string;
}

/** The oldest server whose commands and scripts are all there. */
const oldest = '6.2';

/**
 * Looks at a Redis for `doctor`, and for what processes say when they start. Changes nothing.
 * @throws Failure `unreachable`, `usage` for a wrong URL or one of the wrong kind.
 */
export async function inspectRedis(url: string): Promise<RedisInspection> {
  const connection = await connectFitting(url);
  try {
    return await look(connection);
  } finally {
    await connection.close();
  }
}

async function look({ ask, label }: Connection): Promise<RedisInspection> {
  const info = parseInfo(await ask((client) => client.info()));
  // Hosted servers often refuse CONFIG; what INFO says is enough for the rest.
  const settings = await ask((client) => client.call('CONFIG', 'GET', '*')).then(
    parseSettings,
    () => new Map<string, string>(),
  );
  return inspection(label, info, settings);
}

type Facts = ReadonlyMap<string, string>;

/** Reads what `INFO` and `CONFIG GET` answered. */
export function inspection(address: string, info: Facts, settings: Facts): RedisInspection {
  const facts = {
    address,
    server: info.get('server_name') ?? 'redis',
    version: info.get('valkey_version') ?? info.get('redis_version') ?? 'unknown',
    mode: modeOf(info.get('redis_mode')),
    role: info.get('role') ?? 'unknown',
    usedMemory: Number(info.get('used_memory') ?? 0),
    maxmemory: Number(info.get('maxmemory') ?? 0),
    maxmemoryPolicy: info.get('maxmemory_policy') ?? 'unknown',
    appendonly: info.get('aof_enabled') === '1',
    appendfsync: settings.get('appendfsync'),
    snapshots: (settings.get('save') ?? '') !== '',
  };
  return { ...facts, problems: problemsOf(facts) };
}

function problemsOf(facts: Omit<RedisInspection, 'problems'>): RedisProblem[] {
  const problems: RedisProblem[] = [];
  const add = (level: RedisProblem['level'], message: string, hint: string): void => {
    problems.push({ level, message, hint });
  };
  if (older(facts.version, oldest)) {
    add('error', `Redis ${facts.version} is too old`, `Use Redis ${oldest} or newer, or Valkey`);
  }
  if (facts.maxmemoryPolicy !== 'noeviction') {
    add(
      'error',
      `maxmemory-policy is ${facts.maxmemoryPolicy}: Redis may drop instances and events when it is full`,
      'Set maxmemory-policy noeviction',
    );
  }
  if (facts.role === 'slave') add('error', 'This is a replica: it refuses writes', 'Name the primary');
  if (!facts.appendonly) {
    add(
      facts.snapshots ? 'warning' : 'error',
      facts.snapshots
        ? 'Only snapshots are written: a crash of Redis loses everything since the last one'
        : 'Nothing is written to disk: a restart of Redis loses everything',
      'Set appendonly yes',
    );
  } else if (facts.appendfsync !== undefined && facts.appendfsync !== 'always') {
    add(
      'warning',
      `appendfsync is ${facts.appendfsync}: a power failure can lose what was acknowledged in the last ${facts.appendfsync === 'everysec' ? 'two seconds' : 'half minute'}`,
      'Set appendfsync always where that matters; a crash of the Redis process alone loses nothing',
    );
  }
  return problems;
}

function modeOf(mode: string | undefined): RedisInspection['mode'] {
  return mode === 'cluster' || mode === 'sentinel' ? mode : 'standalone';
}

function parseInfo(reply: string): Map<string, string> {
  const pairs = reply.split(/\r?\n/).filter((line) => line.includes(':') && !line.startsWith('#'));
  return new Map(pairs.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

/** A flat list of names and values, or a map where the client makes one. */
function parseSettings(reply: unknown): Map<string, string> {
  if (!Array.isArray(reply))
    return new Map(Object.entries(Object(reply)).map(([name, value]) => [name, text(value)]));
  return new Map(
    reply.flatMap((name, index) => (index % 2 === 0 ? [[text(name), text(reply[index + 1])] as const] : [])),
  );
}

function older(version: string, limit: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [limitMajor = 0, limitMinor = 0] = limit.split('.').map(Number);
  return major < limitMajor || (major === limitMajor && minor < limitMinor);
}
