// Compiles what scripts run of bench/ and test/, with the sources that it imports: Node 20 reads no TypeScript.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { binary, root, run } from './run.js';

/**
 * Compiles a file and what it imports, and gives the path of the result. It is there until this process ends. Ends the
 * process with 1 when there is an error.
 * @param {string} file from the project's root
 * @param {readonly string[]} others that it loads without importing them
 * @param {object} options more of the compiler's
 */
export function compiled(file, others = [], options = {}) {
  const folder = join(root, 'node_modules', '.cache', 'eventctl-scripts', String(process.pid));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const project = join(folder, 'tsconfig.json');
  const up = relative(folder, root);
  writeFileSync(
    project,
    JSON.stringify({
      extends: `${up}/tsconfig.json`,
      compilerOptions: {
        noEmit: false,
        rootDir: up,
        outDir: '.',
        typeRoots: [`${up}/node_modules/@types`],
        ...options,
      },
      include: [],
      files: [file, ...others].map((one) => `${up}/${one}`),
    }),
  );
  run(binary('tsc'), ['-p', project]);
  return join(folder, file.replace(/\.ts$/, '.js'));
}
