import type { AcceptedEvent, InstanceSummary, RecordedEntry } from '../backend/backend.ts';
import type { Service } from '../catalog/model.ts';
import type { GatheredResource } from '../definitions/index.ts';
import type { SourceFile } from '../dsl/index.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import type { ScheduleState } from '../engine/index.ts';
import type { CloudEvent } from '../events/cloudevent.ts';
import type { Json } from '../json/json.ts';
import type { Instance, InstanceStatus } from '../machine/instance.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';

/**
 * Everything a person or a program can ask of eventctl. `local.ts` answers from a store, `remote.ts` asks a running
 * server over HTTP or its unix socket; both refuse with the same `Failure`s.
 */
export interface Client {
  /** For people: where the answers come from. */
  readonly description: string;
  /** False where it is known that no process works on the store: what is written there waits for one. */
  readonly attended: boolean;
  /**
   * Checks and stores any mix of workflow and AsyncAPI files, all or nothing.
   * @throws Failure `invalid-definition` with every diagnostic, `conflict` when a version has other content.
   */
  apply(files: readonly SourceFile[], more?: ApplyExtras): Promise<ApplyReport>;
  listWorkflows(): Promise<readonly WorkflowSummary[]>;
  /** `version` absent or `latest`: the highest. @throws Failure `not-found`. */
  showWorkflow(reference: WorkflowReference): Promise<WorkflowDetail>;
  /** @throws Failure `conflict` while instances of it are live. */
  deleteWorkflow(reference: DefinitionId): Promise<void>;
  listServices(): Promise<readonly Service[]>;
  /** By file name, title, operation id, channel or message. @throws Failure `not-found`. */
  showService(name: string): Promise<Service>;
  startInstance(request: {
    readonly workflow: WorkflowReference;
    readonly input?: Json;
  }): Promise<InstanceSummary>;
  listInstances(query: InstanceQuery): Promise<readonly InstanceSummary[]>;
  /** @throws Failure `not-found`. */
  showInstance(id: string): Promise<Instance>;
  /** @throws Failure `not-found`, `conflict` when it has ended. */
  cancelInstance(request: { readonly id: string; readonly reason?: string }): Promise<void>;
  /** Lets an instance rest until it is resumed. @throws Failure `not-found`, `conflict` when it has ended. */
  suspendInstance(id: string): Promise<void>;
  /** @throws Failure `not-found`, `conflict` when it is not suspended. */
  resumeInstance(id: string): Promise<void>;
  sendEvent(event: CloudEvent): Promise<{ readonly outcome: 'accepted' | 'duplicate' }>;
  listEvents(query: { readonly type?: string; readonly limit: number }): Promise<readonly AcceptedEvent[]>;
  /** Ends after the entry that ends the instance; without `follow` after the last one written. @throws Failure `not-found`. */
  logs(query: {
    readonly instance: string;
    readonly follow: boolean;
    readonly signal?: AbortSignal;
  }): AsyncIterable<RecordedEntry>;
  /** How much there is, and how much to do. Cheap to ask, but for stores of thousands of workflows. */
  status(): Promise<StoreStatus>;
  close(): Promise<void>;
}

export interface StoreStatus {
  /** For people: the store itself, also when a server was asked. */
  readonly store: string;
  /** Versions of workflows. */
  readonly workflows: number;
  readonly services: number;
  /** Instances that wait for their turn. */
  readonly backlog: number;
  /** Of a server: so many in the backlog, and it refuses events and starts. */
  readonly backlogLimit?: number;
}

/** What comes along with files that are applied. */
export interface ApplyExtras {
  /** What the workflows name outside of themselves (`gatherResources`): whoever answers reads nothing. */
  readonly resources?: readonly GatheredResource[];
  /** Call names of plug-ins that workers will have. */
  readonly plugins?: readonly string[];
}

export interface ApplyReport {
  readonly resources: readonly {
    readonly kind: 'workflow' | 'service';
    /** `<namespace>/<name>:<version>` or `<title>:<version>`. */
    readonly name: string;
    readonly outcome: 'created' | 'updated' | 'unchanged';
  }[];
  /** External resources that became part of a workflow, by their URIs. */
  readonly pinned: readonly { readonly workflow: string; readonly uri: string }[];
  readonly warnings: readonly Diagnostic[];
}

export interface WorkflowReference {
  /** `default` when absent. */
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
}

export interface WorkflowSummary extends DefinitionId {
  readonly title?: string;
  readonly file: string;
  readonly appliedAt: number;
  /** Event types that start it (`schedule.on`). */
  readonly startedBy: readonly string[];
}

export interface WorkflowDetail extends WorkflowSummary {
  readonly hash: string;
  readonly text: string;
  /** Of one that a clock or several events start, as far as its schedule lives: the latest version's does. */
  readonly schedule?: ScheduleState;
}

export interface InstanceQuery {
  readonly status?: InstanceStatus;
  readonly workflow?: WorkflowReference;
  readonly limit: number;
}
