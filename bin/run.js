#!/usr/bin/env node
// The version is answered before anything else is loaded: it costs little more than the start of Node itself.
import { readFileSync } from 'node:fs';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === 'version')) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`eventctl ${version}\n`);
} else {
  const { main } = await import('../dist/cli/main.js');
  await main(argv);
}
