import type { WorkflowSummary } from '../../client/index.ts';
import type { JsonObject } from '../../json/json.ts';
import { formatTime } from './time.ts';

/** A workflow in `-o json`: part of the contract in docs/cli.md. */
export function workflowDocument(workflow: WorkflowSummary): JsonObject {
  const { namespace, name, version, title, file, appliedAt, startedBy } = workflow;
  return {
    namespace,
    name,
    version,
    ...(title === undefined ? {} : { title }),
    file,
    appliedAt: formatTime(appliedAt),
    startedBy: [...startedBy],
  };
}
