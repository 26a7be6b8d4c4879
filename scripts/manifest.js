// Writes oclif.manifest.json, so that a command line loads the module of its own command and no other.
// `--check` writes nothing and exits with 1 when the file is not what it would be. Needs a build.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import { settings } from '@oclif/core/settings';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = new URL('../oclif.manifest.json', import.meta.url);

settings.enableAutoTranspile = false;
const plugin = new Plugin({
  root,
  type: 'core',
  isRoot: true,
  ignoreManifest: true,
  errorOnManifestCreate: true,
});
await plugin.load();
const commands = Object.fromEntries(
  Object.entries(plugin.manifest.commands).sort(([one], [other]) => (one < other ? -1 : 1)),
);
const text = `${JSON.stringify({ commands, version: plugin.manifest.version }, null, 2)}\n`;

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (read() !== text) {
  process.stderr.write('oclif.manifest.json is not up to date: npm run build writes it\n');
  process.exitCode = 1;
}

function read() {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
