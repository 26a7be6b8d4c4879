import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatDiagnostics } from './diagnostics.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventctl-diagnostics-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const diagnostic = (file: string, line: number, column: number) =>
  ({
    code: 'x',
    severity: 'error',
    message: 'wrong',
    file,
    position: { line, column },
    pointer: '',
  }) as const;

describe('formatDiagnostics', () => {
  it('shows the line of each in its own file, by lines and columns without the BOM', async () => {
    const first = join(folder, 'a.yaml');
    const second = join(folder, 'b.yaml');
    writeFileSync(first, '\uFEFFa: 1\r\n\tb: 2\r\n');
    writeFileSync(second, 'c: 3');
    const diagnostics = [diagnostic(first, 1, 4), diagnostic(first, 2, 2), diagnostic(second, 1, 1)];
    expect(await formatDiagnostics(diagnostics)).toBe(
      [
        `${first}:1:4: error: wrong [x]`,
        '    1 | a: 1',
        '      |    ^',
        `${first}:2:2: error: wrong [x]`,
        '    2 |  b: 2',
        '      |  ^',
        `${second}:1:1: error: wrong [x]`,
        '    1 | c: 3',
        '      | ^',
      ].join('\n'),
    );
  });

  it.each([
    ['is not there', join(folder, 'missing.yaml')],
    ['is no file', folder],
  ])('shows no line of what %s', async (_why, file) => {
    expect(await formatDiagnostics([diagnostic(file, 1, 1)])).toBe(`${file}:1:1: error: wrong [x]`);
  });

  it('shows no line that the file does not have', async () => {
    const file = join(folder, 'short.yaml');
    writeFileSync(file, 'a: 1\n');
    expect(await formatDiagnostics([diagnostic(file, 9, 1)])).toBe(`${file}:9:1: error: wrong [x]`);
  });
});
