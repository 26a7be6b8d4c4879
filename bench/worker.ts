import { join } from 'node:path';
import { packageFolder } from './package.ts';
import { type RunningProcess, startProcess } from './process.ts';

export interface CommandOptions {
  /** The built package whose command line is run; the one of this run unless given. */
  readonly package?: string;
  /** A folder for a CPU profile of the process, written when it is stopped. */
  readonly profile?: string | undefined;
  readonly log?: (text: string) => void;
}

/** A process of the command line that runs until it is stopped; ready when it says so. */
export interface Service extends RunningProcess {
  /** Of its ingress and API, where it listens. */
  readonly url: string | undefined;
}

/** Starts `eventctl worker`, `serve` or `dev` with these arguments: `['worker', '--store', url]`. */
export async function startService(
  args: readonly string[],
  { package: folder = packageFolder(), profile, log }: CommandOptions = {},
): Promise<Service> {
  const node = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  let heard = '';
  const running = await startProcess({
    command: process.execPath,
    args: [...node, join(folder, 'bin', 'run.js'), ...args],
    ready: /Ctrl-C stops/,
    log: (text) => {
      heard += heard.length < 10_000 ? text : '';
      log?.(text);
    },
  });
  return { ...running, url: /events and API at (\S+)/.exec(heard)?.[1] };
}

/** A plug-in module with the calls `step` (does nothing) and `note` (tells when it ran), for `--plugin`. */
export const pluginFile = join(import.meta.dirname, `plugin${import.meta.filename.slice(-3)}`);
