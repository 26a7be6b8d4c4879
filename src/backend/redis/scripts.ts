import { readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';

/** Each is one file under `lua/`; its header says what it takes and returns. */
const names = [
  'accept',
  'claim',
  'commit',
  'create',
  'deliver',
  'ended',
  'fire',
  'forget',
  'forget-instances',
  'half-routed',
  'list-events',
  'list-instances',
  'load',
  'look',
  'next-timer',
  'open',
  'push',
  'put-definition',
  'put-service',
  'remove-definition',
  'reached',
  'renew',
  'restless',
  'ring',
  'routed',
  'settle',
  'spread',
  'sweep',
  'take-expired',
] as const;

export type ScriptName = (typeof names)[number];

/** Runs a script on one partition. The only key it is given is the tag; it builds the others from it. */
export type RunScript = (
  name: ScriptName,
  tag: string,
  args: readonly (string | number)[],
) => Promise<unknown>;

/** Defines all scripts on a connection. Redis is sent the text once per connection, then its hash. */
export function defineScripts(client: Redis | Cluster): RunScript {
  const scripts = new Map<ScriptName, (args: readonly (string | number)[]) => Promise<unknown>>();
  for (const name of names) {
    client.defineCommand(command(name), { numberOfKeys: 1, lua: source(name) });
    const run: unknown = Reflect.get(client, command(name));
    if (typeof run !== 'function') throw new TypeError(`The script ${name} is not defined`);
    // One list, because the client would pass single arguments on through the stack.
    scripts.set(name, (args) => run.call(client, args));
  }
  return (name, tag, args) => {
    const run = scripts.get(name);
    if (run === undefined) throw new TypeError(`There is no script ${name}`);
    return run([tag, ...args]);
  };
}

function command(name: ScriptName): string {
  return `eventctl:${name}`;
}

/** The text of a script, its `--- include` lines replaced by the files they name. */
function source(name: string): string {
  return read(`./lua/${name}.lua`).replaceAll(/^--- include (\S+)$/gm, (_, file: string) =>
    read(`./lua/include/${file}.lua`),
  );
}

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
