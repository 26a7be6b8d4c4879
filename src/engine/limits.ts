import { destination } from '../activities/index.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import { HostLimits, type HostRule, Limit } from '../limits/index.ts';
import type { Order } from './activity-run.ts';

/** How much may go on at a time in this process; every process counts for itself. */
export interface LimitSettings {
  readonly workflows?: readonly WorkflowRule[];
  readonly hosts?: readonly HostRule[];
}

/** Activities of all versions of a workflow together. */
interface WorkflowRule extends Pick<DefinitionId, 'namespace' | 'name'> {
  readonly atOnce: number;
}

/**
 * The limits that an activity has to keep: its workflow's, and those of the host that its request names.
 *
 * The host's are asked here, before an activity has a place, so that one that cannot go on takes no place from others,
 * whatever protocol it speaks. They cannot be exact here: a redirect, a token or a document may lead elsewhere. So the
 * transport of the activities keeps them for every exchange once more, on an account of its own.
 */
export class ActivityLimits {
  readonly #workflows: ReadonlyMap<string, Limit>;
  readonly #hosts: HostLimits;

  constructor({ workflows = [], hosts = [] }: LimitSettings, now: () => number) {
    this.#workflows = new Map(workflows.map((rule) => [workflowName(rule), new Limit(rule, now)]));
    this.#hosts = new HostLimits(hosts, now);
  }

  of({ workflow, request }: Order): readonly Limit[] {
    const own = this.#workflows.size === 0 ? undefined : this.#workflows.get(workflowName(workflow));
    const place = this.#hosts.none ? undefined : destination(request);
    const ofHost = place === undefined ? [] : this.#hosts.of(place);
    return own === undefined ? ofHost : [own, ...ofHost];
  }
}

/** What the versions of a workflow have in common. */
export function workflowName({ namespace, name }: Pick<DefinitionId, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}
