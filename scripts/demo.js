// `npm run demo` from a fresh clone: installs what is missing, builds, and runs the store order sample.
import { join } from 'node:path';
import { ensureInstalled } from './install.js';
import { root, run } from './run.js';

ensureInstalled();
run(process.execPath, [join(root, 'scripts/build.js')]);
run(process.execPath, [join(root, 'bin/run.js'), 'demo', ...process.argv.slice(2)]);
