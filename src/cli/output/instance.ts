import type { InstanceSummary } from '../../backend/backend.ts';
import type { JsonObject } from '../../json/json.ts';
import { formatTime } from './time.ts';

/** An instance in `-o json`: part of the contract in docs/cli.md. */
export function instanceDocument(instance: InstanceSummary): JsonObject {
  const { namespace, name, version } = instance.definition;
  return {
    id: instance.id,
    workflow: { namespace, name, version },
    status: instance.status,
    startedAt: formatTime(instance.startedAt),
    ...(instance.endedAt === undefined ? {} : { endedAt: formatTime(instance.endedAt) }),
  };
}
