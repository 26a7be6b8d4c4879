import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Installs the rivals where that was not done yet. @throws Error when it cannot be done. */
export function installRivals(): void {
  const script = join(process.cwd(), 'bench', 'peers', 'install.js');
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the rivals could not be installed');
}
