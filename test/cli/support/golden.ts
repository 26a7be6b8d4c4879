import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Outcome } from './eventctl.ts';

const folder = join(import.meta.dirname, '../golden');

/** Compares with `golden/<name>.txt`. With EVENTCTL_GOLDEN=write the file is written instead. */
export function expectGolden(name: string, text: string): void {
  const file = join(folder, `${name}.txt`);
  if (process.env['EVENTCTL_GOLDEN'] === 'write') writeFileSync(file, text);
  expect(existsSync(file), `${file} is missing; EVENTCTL_GOLDEN=write makes it`).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

/** What a user sees of a command: its line, stdout, stderr marked as such, and the exit code unless it is 0. */
export function transcript(argv: readonly string[], outcome: Outcome): string {
  const shown = argv.map((part) => (/^[\w./:@=-]+$/.test(part) ? part : `'${part}'`)).join(' ');
  const errors = outcome.stderr === '' ? '' : outcome.stderr.replaceAll(/^/gm, '! ').replace(/! $/, '');
  const exit = outcome.exit === 0 ? '' : `exit ${outcome.exit}\n`;
  return `$ eventctl ${shown}\n${outcome.stdout}${errors}${exit}`;
}

/**
 * Takes out what differs from run to run, keeping widths: ids become `id-1…` in order of appearance, times and spans
 * the same digits everywhere. A task's span is left out: whether it shows depends on the clock's grain.
 */
export class Normaliser {
  readonly #ids = new Map<string, string>();

  text(raw: string): string {
    return raw
      .replaceAll(/\b[0-9a-hjkmnp-tv-z]{26}\b/g, (id) => this.#named(id))
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2030-01-01T00:00:00.000Z')
      .replaceAll(/\b[0-9a-f]{64}\b/g, 'f'.repeat(64))
      .replaceAll(/^([│ ]*[├└] .*?) {2}\d+(\.\d)?m?s(?= {2}|$)/gm, '$1')
      .replaceAll(/ {2}\d+(\.\d)?m?s$/gm, '  0ms')
      .replaceAll(/\(\d+(\.\d)?m?s\)/g, '(0ms)')
      .replaceAll(/"node": "[^"]*"/g, '"node": "0.0.0"')
      .replaceAll(/"platform": "[^"]*"/g, '"platform": "any"')
      .replaceAll(/eventctl \d+\.\d+\.\d+\S*/g, 'eventctl 0.0.0')
      .replaceAll(/eventctl\/\S+ \S+ node-\S+/g, 'eventctl/0.0.0 any node-v0.0.0')
      .replaceAll(/"version": "0\.\d+\.\d+\S*"/g, '"version": "0.0.0"');
  }

  #named(id: string): string {
    const name = this.#ids.get(id) ?? `id-${this.#ids.size + 1}`.padEnd(id.length, '.');
    this.#ids.set(id, name);
    return name;
  }
}
