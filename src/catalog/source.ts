import { parseFile, type SourceFile } from '../dsl/index.ts';
import type { Json } from '../json/json.ts';
import type { Pointer } from '../json/pointer.ts';
import type { Diagnostic, Position } from '../problem/diagnostic.ts';

/** One file of a catalog document, parsed: its value, and where everything in it stands. */
export interface Source extends SourceFile {
  readonly value: Json;
  /** Where a pointer stands; the nearest ancestor for one that is not there. */
  readonly locate: (pointer: Pointer) => Position;
}

/** Reads a file by the same rules and limits as a workflow file; it holds one document of any content. */
export function parseSource(file: SourceFile): {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
} {
  const parsed = parseFile(file);
  const [document, second] = parsed.documents;
  // A file that others refer to may hold anything.
  const diagnostics = parsed.diagnostics.filter(({ code }) => code !== 'unknown-document');
  if (second !== undefined) diagnostics.push(notAlone(file, second.locate('')));
  const value = document?.value ?? null;
  return { source: { ...file, value, locate: document?.locate ?? start }, diagnostics };
}

function start(): Position {
  return { line: 1, column: 1 };
}

function notAlone({ path }: SourceFile, position: Position): Diagnostic {
  return {
    code: 'second-document',
    severity: 'error',
    message: 'a file of the catalog holds one document',
    hint: 'put each AsyncAPI document into a file of its own',
    file: path,
    position,
    pointer: '',
  };
}
