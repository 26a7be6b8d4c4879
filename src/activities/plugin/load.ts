import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isObject } from '../../json/json.ts';
import { Failure } from '../../problem/failure.ts';
import { compileSchema } from '../../schema/index.ts';
import type { Plugin } from './plugin.ts';

/** Names that `call` has already. */
const taken = new Set(['http', 'openapi', 'grpc', 'asyncapi', 'a2a', 'mcp']);

/**
 * Loads plug-ins by module names and files. A file begins with `.` or `/`, or has the ending of a JavaScript module;
 * modules are looked for from `folder`.
 * @throws Failure `usage` for a module that cannot be loaded, that exports no plug-in, or with a name that is taken.
 */
export async function loadPlugins(names: readonly string[], folder: string): Promise<readonly Plugin[]> {
  const plugins = new Map<string, Plugin>();
  for (const name of names) {
    for (const plugin of await load(name, folder)) {
      if (plugins.has(plugin.name)) {
        throw new Failure('usage', `two plug-ins are called "${plugin.name}"; ${name} is the second`);
      }
      plugins.set(plugin.name, plugin);
    }
  }
  return [...plugins.values()];
}

async function load(name: string, folder: string): Promise<readonly Plugin[]> {
  let exported: unknown;
  try {
    const found: { readonly default?: unknown } = await import(locate(name, folder));
    exported = found.default;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('usage', `the plug-in ${name} cannot be loaded: ${why}`, { cause });
  }
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  return list.map((one) => {
    const wrong = complaint(one);
    if (wrong === undefined && isPlugin(one)) return one;
    throw new Failure('usage', `the plug-in ${name} ${wrong ?? 'is none'}`, {
      hint: 'its default export is { name, input?, run: async (input, { signal, key }) => output }, or an array of these',
    });
  });
}

function locate(name: string, folder: string): string {
  const isFile = isAbsolute(name) || name.startsWith('.') || /\.[cm]?[jt]s$/.test(name);
  const path = isFile ? resolve(folder, name) : createRequire(join(folder, 'x.js')).resolve(name);
  return pathToFileURL(path).href;
}

function isPlugin(value: unknown): value is Plugin {
  return isObject(value) && typeof value['name'] === 'string' && typeof value['run'] === 'function';
}

function complaint(value: unknown): string | undefined {
  if (!isPlugin(value)) return 'exports no plug-in as its default';
  const { name, input } = value;
  if (!/^[A-Za-z][\w.-]*$/.test(name)) return `has the name ${JSON.stringify(name)}, which no call can have`;
  if (taken.has(name)) return `is called "${name}", which is a kind of call already`;
  try {
    if (input !== undefined) compileSchema(input);
    return undefined;
  } catch (error) {
    return `has an input schema that is none: ${error instanceof Error ? error.message : String(error)}`;
  }
}
