import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const { devDependencies }: { readonly devDependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

/** Packages that modules of the build import by name, in `import`, `require` and `require.resolve`. */
function packagesOf(files: readonly string[]): ReadonlySet<string> {
  const pattern =
    /\b(?:from|import\(|import|require\(|resolve\()\s*['"`]((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[\w./-]+)?['"`]/g;
  return new Set(
    files.flatMap((file) =>
      [...readFileSync(join(dist, file), 'utf8').matchAll(pattern)].map(([, name = '']) => name),
    ),
  );
}

const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
const vendored = files.filter((file) => file.startsWith('vendor'));

describe('the libraries that are part of the build', () => {
  it('leave no import of a package that is not installed with eventctl', () => {
    const own = files.filter((file) => !vendored.includes(file));
    const missing = [...packagesOf(own)].filter((name) => name in devDependencies);
    expect(missing).toEqual([]);
  });

  it.each(vendored.filter((file) => !file.includes('shared-')))('can be loaded: %s', async (file) => {
    expect(Object.keys(await import(join(dist, file)))).not.toEqual([]);
  });

  it('come with their licenses', () => {
    const licenses = readFileSync(join(dist, 'vendor/LICENSES.txt'), 'utf8').split('\n');
    for (const name of ['@asyncapi/parser', '@grpc/grpc-js', 'kafkajs', 'mqtt', 'undici']) {
      expect(licenses.filter((line) => line.startsWith(`${name} `))).not.toEqual([]);
    }
  });
});
