import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Something that runs the shapes: a driver's name, and how Node starts it. */
export interface System {
  readonly name: string;
  readonly args: readonly string[];
  /** Not eventctl: another engine, or a ceiling without one. */
  readonly kind: 'ours' | 'rival' | 'ceiling';
}

/** What all drivers of ours are told. */
export interface SystemOptions {
  /** A folder for CPU profiles of the processes that run instances. */
  readonly profile?: string | undefined;
  /** Another built package, measured beside this one. */
  readonly against?: string | undefined;
}

/** Commits of a workflow of three steps that run outside of a turn: its creation, and one before and after each step. */
const commitsOfSteps = 5;

export const redis = 'eventctl redis';
export const sqlite = 'eventctl sqlite';
export const oneProcess = 'eventctl redis, one process';
export const everysec = 'eventctl redis, everysec';
export const ceiling = `raw Lua, ${commitsOfSteps} commits`;
export const pureCeiling = 'raw Lua, 2 commits';
export const chain = 'raw BullMQ chain';
export const rivals = ['Restate', 'DBOS'] as const;

/** Every system, by name; those of `against` have its names with `(against)`. */
export function allSystems(options: SystemOptions = {}): readonly System[] {
  const { profile, against } = options;
  // The clients are profiled too: on sqlite client and engine are one process.
  const node = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const ours = (name: string, file: string, ...args: string[]): System[] => {
    const start = [...node, driverFile(file), ...args];
    const here: System = { name, kind: 'ours', args: [...start, '--name', name] };
    if (against === undefined) return [here];
    const other = `${name} (against)`;
    return [here, { name: other, kind: 'ours', args: [...start, '--name', other, '--package', against] }];
  };
  const workers = profile === undefined ? [] : ['--profile', profile];
  return [
    ...ours(redis, 'eventctl-redis', ...workers),
    ...ours(sqlite, 'eventctl-sqlite'),
    ...ours(oneProcess, 'eventctl-redis', '--together', ...workers),
    ...ours(everysec, 'eventctl-redis', '--fsync', 'everysec', ...workers),
    { name: ceiling, kind: 'ceiling', args: [driverFile('raw-lua'), '--commits', String(commitsOfSteps)] },
    { name: pureCeiling, kind: 'ceiling', args: [driverFile('raw-lua'), '--commits', '2'] },
    { name: chain, kind: 'ceiling', args: [driverFile('raw-bullmq')] },
    ...rivals.map((name): System => ({ name, kind: 'rival', args: [peerFile(name)] })),
  ];
}

/** Our drivers, compiled or not, beside this file. */
function driverFile(name: string): string {
  const base = join(import.meta.dirname, 'systems', name);
  return existsSync(`${base}.js`) ? `${base}.js` : `${base}.ts`;
}

/** The rivals have packages of their own, and stay where these are installed. */
function peerFile(name: string): string {
  return join(process.cwd(), 'bench', 'peers', `${name.toLowerCase()}.js`);
}
