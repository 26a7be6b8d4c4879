// Running other programs in the project's root, with their output shown.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** True when it ended with 0. */
export function succeeds(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) process.stderr.write(`${command}: ${error.message}\n`);
  return status === 0;
}

/** Ends this process with 1 when it fails. */
export function run(command, args) {
  if (succeeds(command, args)) return;
  process.stderr.write(`Failed: ${command} ${args.join(' ')}\n`);
  process.exit(1);
}

/** Path of a program of an installed package. */
export function binary(name) {
  return join(root, 'node_modules', '.bin', name);
}

/** True when a program is on PATH, or in one of the given folders. */
export function onPath(name, folders = (process.env.PATH ?? '').split(delimiter)) {
  return folders.some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
