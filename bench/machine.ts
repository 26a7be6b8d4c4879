import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../src/json/json.ts';

/** What figures depend on besides the code. */
export function machine(): JsonObject {
  const [first, ...others] = cpus();
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform}-${process.arch}`,
    kernel: `kernel ${release()}${isVirtual() ? ', a virtual machine' : ''}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    cpu: first?.model.trim() ?? 'unknown',
    cores: others.length + 1,
  };
}

/** Linux says so of a machine that it runs on; elsewhere nobody is asked. */
function isVirtual(): boolean {
  try {
    return /^flags\s.*\bhypervisor\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}

/** What a run writes itself makes no other code of it. */
const written = [':!bench/recorded.json', ':!docs/performance.md'];

/** The commit that is measured, with a `+` where files differ from it; undefined where there is no git. */
export function commit(): string | undefined {
  const head = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
  if (head.status !== 0) return undefined;
  const { status } = spawnSync('git', ['diff', '--quiet', 'HEAD', '--', '.', ...written]);
  return status === 0 ? head.stdout.trim() : `${head.stdout.trim()}+`;
}

/** The version of an installed package. */
export function versionOf(name: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const version = versionIn(join(folder, name, 'package.json'));
    if (version !== undefined) return version;
  }
  throw new Error(`${name} is not installed`);
}

function versionIn(file: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(manifest) ? String(manifest['version']) : undefined;
  } catch {
    return undefined;
  }
}
