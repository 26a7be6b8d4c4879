import type { DefinitionId } from '../dsl/workflow.ts';

const suffix = '~schedule';

/** What the instances of a workflow's schedule run: called as the workflow, with a suffix that no workflow can have. */
export function scheduleOf(workflow: DefinitionId): DefinitionId {
  return { ...workflow, name: `${workflow.name}${suffix}` };
}

/** The workflow whose schedule a definition is; undefined for a workflow. */
export function scheduledBy(definition: DefinitionId): DefinitionId | undefined {
  if (!definition.name.endsWith(suffix)) return undefined;
  return { ...definition, name: definition.name.slice(0, -suffix.length) };
}
