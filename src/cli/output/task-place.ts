import type { SourceFile } from '../../dsl/index.ts';
import { type Pointer, resolve } from '../../json/pointer.ts';

/**
 * Where the first workflow of a file has a task: `file:line:column` of the task's name. Undefined when there is none:
 * a workflow may raise an error with any `instance`.
 */
export async function placeOfTask(pointer: Pointer, file: SourceFile): Promise<string | undefined> {
  const { parseFile } = await import('../../dsl/index.ts');
  const document = parseFile(file).documents.find(({ kind }) => kind === 'workflow');
  if (document === undefined || !pointer.startsWith('/')) return undefined;
  if (resolve(document.value, pointer) === undefined) return undefined;
  const { line, column } = document.locate(pointer, 'key');
  return `${file.path}:${line}:${column}`;
}
