// Installs the rivals at the versions of package-lock.json, when they are not there yet. No scripts of packages are run:
// nothing here needs them. Progress goes to stderr.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;

if (!existsSync(join(folder, 'node_modules', '.package-lock.json'))) {
  process.stderr.write('Installing Restate and DBOS into bench/peers (240 MB)…\n');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
