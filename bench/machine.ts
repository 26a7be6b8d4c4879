import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../src/json/json.ts';

/** What figures depend on besides the code. */
export function machine(): JsonObject {
  const [first, ...others] = cpus();
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform}-${process.arch}`,
    cpu: first?.model.trim() ?? 'unknown',
    cores: others.length + 1,
  };
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
