import type { Diagnostic } from '../problem/diagnostic.ts';
import { type ParsedDocument, place } from './document.ts';
import { validate } from './validate.ts';
import type { Workflow } from './workflow.ts';

export interface CheckedWorkflow {
  /** Present when there is no error. */
  readonly workflow?: Workflow;
  /** Everything that is wrong with the document, in file order. */
  readonly diagnostics: readonly Diagnostic[];
}

export function checkWorkflow(document: ParsedDocument): CheckedWorkflow {
  const { definition, findings } = validate(document.value);
  const diagnostics = place(findings, document);
  if (definition === undefined || diagnostics.some(({ severity }) => severity === 'error'))
    return { diagnostics };
  const { file, text, locate } = document;
  return { workflow: { definition, file, text, locate }, diagnostics };
}
