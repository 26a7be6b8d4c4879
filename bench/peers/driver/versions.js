import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * The exact versions that package.json names, and Node's.
 * @param {Record<string, string>} packages by the name to show
 */
export function versionsOf(packages) {
  /** @type {Record<string, string>} */
  const versions = { node: process.versions.node };
  for (const [shown, name] of Object.entries(packages)) versions[shown] = manifest.dependencies[name];
  return versions;
}
