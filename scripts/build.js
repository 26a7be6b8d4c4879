// Builds dist/: the compiled sources, the Lua scripts beside them, and the command line's manifest.
// A build that fails leaves the dist/ of before.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compilePackage } from './package.js';
import { root, succeeds } from './run.js';

const dist = join(root, 'dist');
const fresh = join(root, 'node_modules', '.cache', 'eventctl-build', String(process.pid));
const stale = `${fresh}-old`;

const built = compile() && manifest();
for (const folder of [fresh, stale]) rmSync(folder, { recursive: true, force: true });
if (!built) process.stderr.write('The build failed\n');
process.exitCode = built ? 0 : 1;

function compile() {
  if (!compilePackage(fresh)) return false;
  if (existsSync(dist)) renameSync(dist, stale);
  renameSync(fresh, dist);
  return true;
}

function manifest() {
  const script = join(root, 'scripts/manifest.js');
  return !existsSync(script) || succeeds(process.execPath, [script]);
}
