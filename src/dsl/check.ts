import { isObject, type Json } from '../json/json.ts';
import { join, resolve } from '../json/pointer.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import { checkCalls } from './checks/calls.ts';
import { checkDurations } from './checks/durations.ts';
import { checkFlow } from './checks/flow.ts';
import { checkNames } from './checks/names.ts';
import { checkReferences } from './checks/references.ts';
import type { Check } from './checks/subject.ts';
import { checkTolerated } from './checks/tolerated.ts';
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

const noPlugins: ReadonlySet<string> = new Set();

/** A name that no function of a workflow has. */
const theFunction = ' ';

const checks: readonly Check[] = [
  checkVersion,
  checkNames,
  checkFlow,
  checkReferences,
  checkCalls,
  checkDurations,
  checkTolerated,
];

/**
 * Judges a document of kind `workflow` by the schema and by what the specification asks beyond it. All that is wrong
 * is told at once. Expressions are not compiled here, and what the DSL has but eventctl does not run is not refused
 * here: the machine's compiler does both. For a document of another kind there is nothing to judge: `parseFile` has
 * refused it, or it is a catalog's.
 */
export function checkWorkflow(
  document: ParsedDocument,
  plugins: ReadonlySet<string> = noPlugins,
): CheckedWorkflow {
  if (document.kind !== 'workflow') return { diagnostics: [] };
  const { definition, findings } = judge(document.value, plugins);
  const diagnostics = place(findings, document);
  if (definition === undefined || diagnostics.some(({ severity }) => severity === 'error'))
    return { diagnostics };
  const { file, text, locate } = document;
  return { workflow: { definition, file, text, locate }, diagnostics };
}

/**
 * Judges a document that is one task, a function of its own, as if it stood in `use.functions` of the workflow that
 * calls it. What it names by name (authentications, retries, functions) is the workflow's.
 */
export function checkFunction(
  document: ParsedDocument,
  workflow: Json,
  plugins: ReadonlySet<string> = noPlugins,
): readonly Diagnostic[] {
  const root = isObject(workflow) ? workflow : {};
  const { use } = root;
  const functions = resolve(workflow, '/use/functions');
  const value = {
    ...root,
    use: {
      ...(isObject(use) ? use : {}),
      functions: { ...(isObject(functions) ? functions : {}), [theFunction]: document.value },
    },
  };
  const prefix = join('/use/functions', theFunction);
  const inside = judge(value, plugins).findings.flatMap((finding) =>
    finding.pointer === prefix || finding.pointer.startsWith(`${prefix}/`)
      ? [{ ...finding, pointer: finding.pointer.slice(prefix.length) }]
      : [],
  );
  return place(inside, document);
}

function judge(value: Json, plugins: ReadonlySet<string>) {
  const { definition, findings, places } = validate(value);
  const subject = { value, places, plugins };
  return {
    findings: [...findings, ...checks.flatMap((check) => check(subject))],
    ...(definition === undefined ? {} : { definition }),
  };
}
