// Makes what is installed of the project: the sources without tests, compiled, the Lua scripts beside them, and the
// libraries that are part of it.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { binary, root, succeeds } from './run.js';

/** Fills a folder as `dist/`. False when that fails; the compiler is given the flags too. */
export function compilePackage(dist, ...flags) {
  const sound = succeeds(binary('tsc'), ['-p', 'tsconfig.build.json', '--outDir', dist, ...flags]);
  cpSync(join(root, 'src/backend/redis/lua'), join(dist, 'backend/redis/lua'), { recursive: true });
  return sound && succeeds(process.execPath, [join(root, 'scripts/vendor.js'), dist]);
}
