import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The built package that is measured: a folder with `bin/` and `dist/`. `npm run bench` builds one for itself, so that
 * a build that others begin meanwhile changes nothing.
 */
export function packageFolder(): string {
  return process.env['EVENTCTL_BENCH_PACKAGE'] ?? process.cwd();
}

/** URL of a compiled module of it, by its path below `dist/`: what is measured is what is installed. */
export function moduleUrl(path: string, folder: string = packageFolder()): string {
  return pathToFileURL(join(folder, 'dist', path)).href;
}
