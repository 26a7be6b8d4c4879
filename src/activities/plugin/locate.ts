import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isObject } from '../../json/json.ts';

/** Conditions under which `exports` of a package may offer a module to `import`. */
const conditions = new Set(['node', 'import', 'module-sync', 'default']);

/**
 * The URL of a plug-in's module. It is a file when it begins with `.` or `/`, or has the ending of a JavaScript module;
 * else a module that is looked for from `folder`, as Node.js does it.
 * @throws Error when there is no such module.
 */
export function locate(name: string, folder: string): string {
  const isFile = isAbsolute(name) || name.startsWith('.') || /\.[cm]?[jt]s$/.test(name);
  return pathToFileURL(isFile ? resolve(folder, name) : installed(name, folder)).href;
}

function installed(name: string, folder: string): string {
  const { resolve: find } = createRequire(join(folder, 'x.js'));
  try {
    return find(name);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // `require` does not see what a package offers to `import` alone.
    const found = hasCode(error, 'ERR_PACKAGE_PATH_NOT_EXPORTED')
      ? offeredToImport(name, find.paths(name) ?? [])
      : undefined;
    if (found !== undefined) return found;
    const [why] = error.message.split('\n');
    throw hasCode(error, 'MODULE_NOT_FOUND')
      ? new Error(`${why}; install it in ${folder}, or name a file as ./${name}.mjs`, { cause: error })
      : error;
  }
}

function offeredToImport(name: string, folders: readonly string[]): string | undefined {
  const [, packageName = name, path = ''] = /^(@[^/]+\/[^/]+|[^/]+)(\/.*)?$/.exec(name) ?? [];
  for (const folder of folders) {
    const root = join(folder, packageName);
    const exports = exportsOf(root);
    if (exports === undefined) continue;
    const isMap = isObject(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
    const target = targetOf(isMap && isObject(exports) ? exports[`.${path}`] : exports);
    return target === undefined ? undefined : join(root, target);
  }
  return undefined;
}

function exportsOf(root: string): unknown {
  try {
    const described: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return isObject(described) ? described['exports'] : undefined;
  } catch {
    return undefined;
  }
}

/** The first target whose condition holds, as deep as they are nested. */
function targetOf(offered: unknown): string | undefined {
  if (typeof offered === 'string') return offered;
  const choices = Array.isArray(offered)
    ? offered
    : isObject(offered)
      ? Object.keys(offered).flatMap((key) => (conditions.has(key) ? [offered[key]] : []))
      : [];
  for (const choice of choices) {
    const target = targetOf(choice);
    if (target !== undefined) return target;
  }
  return undefined;
}

function hasCode(error: Error, code: string): boolean {
  return 'code' in error && error.code === code;
}
