// Brings node_modules to what package-lock.json says, and does nothing when it is there already.
import { readFileSync } from 'node:fs';
import { run } from './run.js';

/**
 * Installs unless every package of the lock file is there in its version. Not `npm ci`: it refuses the lock file where
 * the registry does not show the optional packages of other platforms. The lock file is followed and left as it is.
 */
export function ensureInstalled() {
  if (isInstalled()) return;
  process.stderr.write('Installing packages\n');
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund']);
}

function isInstalled() {
  const wanted = packages('package-lock.json');
  const present = packages('node_modules/.package-lock.json');
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional === true || present[path]?.version === version,
  );
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
