// npm run bench -- NAME [FLAGS]: compiles bench/NAME/main.ts with what it imports, and runs it in a process of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.js';
import { root } from './run.js';
import { compiled } from './typescript.js';

const [name, ...flags] = process.argv.slice(2);
const known = readdirSync(join(root, 'bench')).filter((folder) =>
  existsSync(join(root, 'bench', folder, 'main.ts')),
);

if (name === undefined || !known.includes(name)) {
  process.stderr.write(`npm run bench -- NAME, where NAME is one of: ${known.join(', ')}\n`);
  process.exitCode = 2;
} else {
  ensureInstalled();
  const main = compiled(join('bench', name, 'main.ts'));
  const { status } = spawnSync(process.execPath, [main, ...flags], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
