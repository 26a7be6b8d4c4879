// Preloaded into the processes of the soak: tells every ten seconds what they hold in memory after a collection, in a
// file named after the process. Garbage that waits for its collection would hide what is never let go of.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const folder = process.env['EVENTCTL_SOAK_HEAPS'] ?? '.';
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const file = join(folder, String(process.pid));

setInterval(() => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(`${file}.new`, String(heapUsed + external));
  renameSync(`${file}.new`, file);
}, 10_000).unref();
