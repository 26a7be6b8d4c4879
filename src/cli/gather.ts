import * as Flags from '@oclif/core/flags';
import type { Plugin } from '../activities/index.ts';
import type { GatheredResource } from '../definitions/index.ts';
import type { SourceFile } from '../dsl/index.ts';
import { type PrivateChoice, privateAccess, privateFlag } from './private-access.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `--plugin`, for the commands that check or run workflows. */
export const pluginFlag = {
  plugin: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'MODULE|FILE',
    description: 'Adds the calls of a plug-in; may be repeated [env: EVENTCTL_PLUGINS]',
  }),
};

/** `--functions`, for the commands that check workflows. */
export const functionsFlag = {
  functions: Flags.string({
    helpValue: 'DIR',
    description: 'Folder that is the function catalog "default" [env: EVENTCTL_FUNCTIONS]',
  }),
};

/** For the commands that check workflows and run nothing. */
export const resourceFlags = {
  ...pluginFlag,
  ...functionsFlag,
  'allow-private': privateFlag('Private addresses that schemas and functions may be read from'),
};

/** Loads the plug-ins that the flag or EVENTCTL_PLUGINS (separated by commas) names. @throws Failure `usage`. */
export async function choosePlugins(
  flag: readonly string[] | undefined,
  environment: Environment,
): Promise<readonly Plugin[]> {
  const names = flag ?? environment['EVENTCTL_PLUGINS']?.split(',').map((name) => name.trim()) ?? [];
  const given = names.filter((name) => name !== '');
  if (given.length === 0) return [];
  const { loadPlugins } = await import('../activities/index.ts');
  return loadPlugins(given, process.cwd());
}

/** The folder of the default catalog: the flag, or EVENTCTL_FUNCTIONS. */
export function chooseFunctions(
  flag: string | undefined,
  environment: Environment,
): { readonly functions?: string } {
  const folder = flag ?? environment['EVENTCTL_FUNCTIONS'];
  return folder === undefined || folder === '' ? {} : { functions: folder };
}

/** Reads what the workflows of the files name outside of themselves, and the names of the plug-ins. */
export async function gather(
  files: readonly SourceFile[],
  flags: {
    readonly plugin?: readonly string[] | undefined;
    readonly functions?: string | undefined;
    readonly 'allow-private': PrivateChoice;
  },
  environment: Environment,
): Promise<{ readonly resources: readonly GatheredResource[]; readonly plugins: readonly string[] }> {
  const plugins = (await choosePlugins(flags.plugin, environment)).map(({ name }) => name);
  const { createTransport } = await import('../activities/index.ts');
  const { createAuthenticator } = await import('../authentication/index.ts');
  const { gatherResources } = await import('../definitions/index.ts');
  const { createResources } = await import('../resources/index.ts');
  const transport = createTransport({ allowPrivate: privateAccess(flags['allow-private']) });
  const { functions } = chooseFunctions(flags.functions, environment);
  const resources = await gatherResources({
    files,
    resources: createResources({ authenticator: createAuthenticator({ transport, now: Date.now }) }),
    plugins,
    ...(functions === undefined ? {} : { defaultCatalog: functions }),
  });
  return { resources, plugins };
}
