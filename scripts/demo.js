// `npm run demo` from a fresh clone: installs and builds what is missing, then runs the store order sample.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.js';
import { root, run } from './run.js';

ensureInstalled();
if (!existsSync(join(root, 'dist'))) run(process.execPath, [join(root, 'scripts/build.js')]);
run(process.execPath, [join(root, 'bin/run.js'), 'demo', ...process.argv.slice(2)]);
