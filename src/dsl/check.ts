import type { Diagnostic } from '../problem/diagnostic.ts';
import { checkCalls } from './checks/calls.ts';
import { checkDurations } from './checks/durations.ts';
import { checkFlow } from './checks/flow.ts';
import { checkNames } from './checks/names.ts';
import { checkReferences } from './checks/references.ts';
import type { Check } from './checks/subject.ts';
import { checkVersion } from './checks/version.ts';
import { type ParsedDocument, place } from './document.ts';
import { validate } from './validate.ts';
import type { Workflow } from './workflow.ts';

export interface CheckedWorkflow {
  /** Present when there is no error. */
  readonly workflow?: Workflow;
  /** Everything that is wrong with the document, in file order. */
  readonly diagnostics: readonly Diagnostic[];
}

const checks: readonly Check[] = [
  checkVersion,
  checkNames,
  checkFlow,
  checkReferences,
  checkCalls,
  checkDurations,
];

/**
 * Judges a document of kind `workflow` by the schema and by what the specification asks beyond it. All that is wrong
 * is told at once. Expressions are not compiled here, and what the DSL has but eventctl does not run is not refused
 * here: the machine's compiler does both. For a document of another kind there is nothing to judge: `parseFile` has
 * refused it, or it is a catalog's.
 */
export function checkWorkflow(document: ParsedDocument): CheckedWorkflow {
  if (document.kind !== 'workflow') return { diagnostics: [] };
  const { definition, findings, places } = validate(document.value);
  const subject = { value: document.value, places };
  const diagnostics = place([...findings, ...checks.flatMap((check) => check(subject))], document);
  if (definition === undefined || diagnostics.some(({ severity }) => severity === 'error'))
    return { diagnostics };
  const { file, text, locate } = document;
  return { workflow: { definition, file, text, locate }, diagnostics };
}
