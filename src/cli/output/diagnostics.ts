import { readFile, stat } from 'node:fs/promises';
import type { Diagnostic } from '../../problem/diagnostic.ts';

/** Diagnostics as they go to stderr, each with its line where the file that it names can be read from here. */
export async function formatDiagnostics(diagnostics: readonly Diagnostic[]): Promise<string> {
  const { formatDiagnostic } = await import('../../dsl/index.ts');
  const files = new Map<string, readonly string[]>();
  for (const file of new Set(diagnostics.map(({ file }) => file))) files.set(file, await linesOf(file));
  return diagnostics
    .map((one) =>
      // That a file was converted is about the whole of it.
      formatDiagnostic(one, one.code === 'converted' ? '' : files.get(one.file)?.[one.position.line - 1]),
    )
    .join('\n');
}

/** Of larger files no line is shown: they are no definitions. */
const maxBytes = 16 * 1024 * 1024;

/** None where the file is gone, or was never here: diagnostics stand without their lines then. */
async function linesOf(file: string): Promise<readonly string[]> {
  try {
    const found = await stat(file);
    if (!found.isFile() || found.size > maxBytes) return [];
    const text = await readFile(file, 'utf8');
    return text.replace(/^\uFEFF/, '').split('\n');
  } catch {
    return [];
  }
}
