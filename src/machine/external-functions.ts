import type { TaskDefinition, WorkflowDefinition } from '../dsl/model.ts';
import { isObject, type Json } from '../json/json.ts';
import { type Pointer, segments } from '../json/pointer.ts';

/**
 * The definition with the functions that it calls from elsewhere, as if they stood in its `use.functions` under their
 * URIs: the bindings have them under the pointers that they have there. So one way of calling serves all functions, and
 * a task of one has the pointer `/use/functions/<uri>/…`.
 */
export function withExternalFunctions(
  definition: WorkflowDefinition,
  bindings: Readonly<Record<Pointer, Json>>,
): WorkflowDefinition {
  const external = Object.entries(bindings).flatMap(([pointer, binding]): [string, TaskDefinition][] => {
    const [use, functions, name, ...more] = segments(pointer);
    if (use !== 'use' || functions !== 'functions' || name === undefined || more.length > 0) return [];
    if (!isObject(binding) || binding['document'] === undefined) return [];
    // It was checked like the definition itself when the workflow was applied, and is part of the same hash.
    return [[name, binding['document'] as unknown as TaskDefinition]];
  });
  if (external.length === 0) return definition;
  const functions = { ...definition.use?.functions, ...Object.fromEntries(external) };
  return { ...definition, use: { ...definition.use, functions } };
}
