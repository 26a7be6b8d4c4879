import type { ParsedDocument, SourceFile } from '../../dsl/index.ts';
import { type Pointer, resolve } from '../../json/pointer.ts';
import type { Diagnostic } from '../../problem/diagnostic.ts';

/**
 * Where the first workflow of a file has a task: `file:line:column` of the task's name. Undefined when there is none:
 * a workflow may raise an error with any `instance`.
 */
export async function placeOfTask(pointer: Pointer, file: SourceFile): Promise<string | undefined> {
  const document = await documentWith(pointer, file);
  if (document === undefined) return undefined;
  const { line, column } = document.locate(pointer, 'key');
  return `${file.path}:${line}:${column}`;
}

/** What an expression failed at, as a diagnostic at the expression; undefined where it does not stand in the file. */
export async function expressionFailure(
  pointer: Pointer,
  message: string,
  file: SourceFile,
): Promise<Diagnostic | undefined> {
  const document = await documentWith(pointer, file);
  if (document === undefined) return undefined;
  const position = document.locate(pointer, 'value');
  return { code: 'expression', severity: 'error', message, file: file.path, position, pointer };
}

async function documentWith(pointer: Pointer, file: SourceFile): Promise<ParsedDocument | undefined> {
  const { readDefinitions } = await import('../../definitions/index.ts');
  const document = readDefinitions(file).documents.find(({ kind }) => kind === 'workflow');
  if (document === undefined || !pointer.startsWith('/')) return undefined;
  return resolve(document.value, pointer) === undefined ? undefined : document;
}
