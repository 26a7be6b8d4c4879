import { isObject } from '../../json/json.ts';
import { Failure } from '../../problem/failure.ts';
import { compileSchema } from '../../schema/index.ts';
import { locate } from './locate.ts';
import type { Plugin } from './plugin.ts';

/** Names that `call` has already. */
const taken = new Set(['http', 'openapi', 'grpc', 'asyncapi', 'a2a', 'mcp']);

/** Members of a plug-in. */
const members = new Set(['name', 'input', 'run']);

/**
 * Loads plug-ins by module names and files, looked for from `folder`.
 * @throws Failure `usage` for a module that cannot be loaded, that exports no plug-in, with a name that is taken or a member that means nothing.
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
    // Node.js adds which file of eventctl asked for a module that is not there.
    const why = (cause instanceof Error ? cause.message : String(cause)).replace(
      / imported from \S*load\.[jt]s$/,
      '',
    );
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

function isPlugin(value: unknown): value is Plugin {
  return isObject(value) && typeof value['name'] === 'string' && typeof value['run'] === 'function';
}

function complaint(value: unknown): string | undefined {
  if (!isPlugin(value)) return 'exports no plug-in as its default';
  const { name, input } = value;
  if (!/^[A-Za-z][\w.-]*$/.test(name)) return `has the name ${JSON.stringify(name)}, which no call can have`;
  if (taken.has(name)) return `is called "${name}", which is a kind of call already`;
  const unknown = Object.keys(value).find((member) => !members.has(member));
  if (unknown !== undefined) return `has the unknown member "${unknown}"`;
  try {
    if (input !== undefined) compileSchema(input);
    return undefined;
  } catch (error) {
    return `has an input schema that is none: ${error instanceof Error ? error.message : String(error)}`;
  }
}
