import { createHash } from 'node:crypto';
import type { StoredDefinition } from '../backend/backend.ts';
import { parseFile } from '../dsl/index.ts';
import type { WorkflowDefinition } from '../dsl/model.ts';
import { canonical, type Json } from '../json/json.ts';
import { compileWorkflow, type Machine } from '../machine/index.ts';
import { Failure } from '../problem/failure.ts';

/** SHA-256 of what a definition means: its content in canonical form, and the operations it was bound to. In hex. */
export function hashOf(definition: Json, bindings: Readonly<Record<string, Json>>): string {
  return createHash('sha256').update(canonical({ definition, bindings })).digest('hex');
}

/**
 * Compiles a stored definition again, from its text. It was checked when it was applied and its hash shows that it is
 * still the same, so it is not checked twice.
 * @throws Failure `failed` when the stored text is damaged, or was accepted by a version of eventctl that ran more.
 */
export function compileStored(stored: StoredDefinition): Machine {
  const name = `workflow ${stored.namespace}/${stored.name}:${stored.version}`;
  const [document] = parseFile({ path: stored.file, text: stored.text }).documents;
  if (document === undefined || hashOf(document.value, stored.bindings) !== stored.hash) {
    throw new Failure('failed', `${name} is not stored as it was applied`, {
      hint: 'delete it and apply it again',
    });
  }
  const { machine, findings } = compileWorkflow({
    // The hash proves that this is the value that was checked.
    definition: document.value as unknown as WorkflowDefinition,
    bindings: stored.bindings,
  });
  if (machine !== undefined) return machine;
  throw new Failure('failed', `${name} cannot run here: ${findings[0]?.message ?? 'it does not compile'}`, {
    hint: 'was it applied by a newer eventctl?',
  });
}
