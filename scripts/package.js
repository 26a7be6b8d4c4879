// Compiles what is installed of the project: the sources without tests, and the Lua scripts beside them.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { binary, root, succeeds } from './run.js';

/** Fills a folder as `dist/`. False when the compiler, which is given the flags too, finds errors. */
export function compilePackage(dist, ...flags) {
  const sound = succeeds(binary('tsc'), ['-p', 'tsconfig.build.json', '--outDir', dist, ...flags]);
  cpSync(join(root, 'src/backend/redis/lua'), join(dist, 'backend/redis/lua'), { recursive: true });
  return sound;
}
