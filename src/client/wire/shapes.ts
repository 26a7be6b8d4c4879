import type { AcceptedEvent, InstanceSummary, RecordedEntry } from '../../backend/backend.ts';
import type { Channel, Message, Operation, Server, Service, Variable } from '../../catalog/model.ts';
import type { GatheredResource } from '../../definitions/index.ts';
import type { SourceFile } from '../../dsl/index.ts';
import type { DefinitionId } from '../../dsl/workflow.ts';
import type { ScheduleState } from '../../engine/index.ts';
import type { CloudEvent } from '../../events/cloudevent.ts';
import type { JsonObject } from '../../json/json.ts';
import type { Frame, Instance, ParentLink } from '../../machine/instance.ts';
import { instanceStatuses } from '../../machine/instance.ts';
import type { Diagnostic, Position } from '../../problem/diagnostic.ts';
import type { Problem } from '../../problem/problem.ts';
import type {
  ApplyExtras,
  ApplyReport,
  StoreStatus,
  WorkflowDetail,
  WorkflowReference,
  WorkflowSummary,
} from '../client.ts';
import {
  arrayOf,
  DecodeError,
  type Decoder,
  json,
  nullable,
  number,
  object,
  oneOf,
  openObject,
  optional,
  recordOf,
  string,
} from './decode.ts';

/** What travels between a remote client and a server. The types are the contract; this is how they are read back. */

const anyObject: Decoder<JsonObject> = recordOf(json);

const yes: Decoder<true> = (value, path) => {
  if (value !== true) throw new DecodeError(`expected true at ${path}`);
  return value;
};

const identity = { namespace: string, name: string, version: string };
const definitionId = object<DefinitionId>(identity);

const instanceStatus = oneOf(instanceStatuses);

export const instanceSummary = object<InstanceSummary>({
  id: string,
  definition: definitionId,
  status: instanceStatus,
  startedAt: number,
  endedAt: optional(number),
});

const problem = openObject<Problem>({
  type: string,
  status: number,
  title: optional(string),
  detail: optional(string),
  instance: optional(string),
});

const parentLink = object<ParentLink>({ instance: string, key: string });

const seen = object<Instance['seen']>({
  taken: arrayOf(number),
  floor: number,
  passed: recordOf(number),
  ignored: recordOf(number),
});

const frame = object<Frame>({
  id: string,
  task: string,
  parent: nullable(string),
  input: json,
  data: json,
  startedAt: number,
  variables: optional(anyObject),
  context: optional(json),
  memory: optional(anyObject),
  waits: optional(arrayOf(string)),
  early: optional(arrayOf(string)),
  seen: optional(seen),
  timers: optional(recordOf(number)),
  rested: optional(number),
  effect: optional(string),
  subscribed: optional(yes),
  child: optional(string),
});

/** What waits for a suspended instance stays with it. */
export const instance = object<Omit<Instance, 'suspension' | 'told'>>({
  id: string,
  definition: definitionId,
  status: instanceStatus,
  input: json,
  context: json,
  output: optional(json),
  error: optional(problem),
  startedAt: number,
  endedAt: optional(number),
  parent: optional(parentLink),
  frames: recordOf(frame),
  sequence: number,
  seen,
});

export const recordedEntry = object<RecordedEntry>({
  number,
  time: number,
  type: oneOf([
    'instance.started',
    'instance.completed',
    'instance.faulted',
    'instance.cancelled',
    'instance.suspended',
    'instance.resumed',
    'task.started',
    'task.skipped',
    'task.completed',
    'task.faulted',
    'task.cancelled',
    'task.retried',
    'task.waiting',
    'task.suspended',
    'task.resumed',
    'event.matched',
    'event.emitted',
    'event.dropped',
    'extension.skipped',
  ]),
  task: optional(string),
  name: optional(string),
  detail: optional(anyObject),
});

export const cloudEvent = openObject<CloudEvent>({
  specversion: oneOf(['1.0']),
  id: string,
  source: string,
  type: string,
  time: optional(string),
  subject: optional(string),
  datacontenttype: optional(string),
  dataschema: optional(string),
  data: optional(json),
  data_base64: optional(string),
});

export const acceptedEvent = object<AcceptedEvent>({
  event: cloudEvent,
  arrival: number,
  acceptedAt: number,
  deliveries: number,
});

export const eventOutcome = object<{ readonly outcome: 'accepted' | 'duplicate' }>({
  outcome: oneOf(['accepted', 'duplicate']),
});

const workflowMembers = {
  ...identity,
  title: optional(string),
  file: string,
  appliedAt: number,
  startedBy: arrayOf(string),
};
export const workflowSummary = object<WorkflowSummary>(workflowMembers);
export const workflowDetail = object<WorkflowDetail>({
  ...workflowMembers,
  hash: string,
  text: string,
  schedule: optional(
    object<ScheduleState>({
      instance: string,
      status: instanceStatus,
      next: optional(number),
      collected: optional(number),
    }),
  ),
});

const message = object<Message>({
  name: string,
  title: optional(string),
  contentType: string,
  payload: optional(json),
  eventType: string,
  envelope: optional(yes),
  correlationId: optional(string),
  bindings: optional(anyObject),
});

const variables = recordOf(
  object<Variable>({
    default: optional(string),
    enum: optional(arrayOf(string)),
    location: optional(string),
  }),
);

const server = object<Server>({
  name: string,
  url: string,
  protocol: string,
  protocolVersion: optional(string),
  variables: optional(variables),
  bindings: optional(anyObject),
});

const channel = object<Channel>({
  name: string,
  address: string,
  messages: arrayOf(message),
  servers: optional(arrayOf(string)),
  parameters: optional(variables),
  bindings: optional(anyObject),
});

export const service = object<Service>({
  file: string,
  title: string,
  version: string,
  description: optional(string),
  asyncapi: string,
  hash: string,
  servers: arrayOf(server),
  channels: arrayOf(channel),
  operations: arrayOf(
    object<Operation>({
      id: string,
      direction: oneOf(['send', 'receive']),
      channel: string,
      messages: arrayOf(string),
      bindings: optional(anyObject),
    }),
  ),
});

const diagnostic = object<Diagnostic>({
  code: string,
  severity: oneOf(['error', 'warning']),
  message: string,
  hint: optional(string),
  file: string,
  position: object<Position>({ line: number, column: number }),
  pointer: string,
});
export const diagnostics = arrayOf(diagnostic);

export const applyReport = object<ApplyReport>({
  resources: arrayOf(
    object<ApplyReport['resources'][number]>({
      kind: oneOf(['workflow', 'service']),
      name: string,
      outcome: oneOf(['created', 'updated', 'unchanged']),
    }),
  ),
  pinned: arrayOf(object<ApplyReport['pinned'][number]>({ workflow: string, uri: string })),
  warnings: diagnostics,
});

/** Bodies of requests. */

export const applyRequest = object<{ readonly files: readonly SourceFile[] } & ApplyExtras>({
  files: arrayOf(object<SourceFile>({ path: string, text: string })),
  resources: optional(
    arrayOf(object<GatheredResource>({ address: string, text: optional(string), problem: optional(string) })),
  ),
  plugins: optional(arrayOf(string)),
});

export const startRequest = object<{
  readonly workflow: WorkflowReference;
  readonly input?: JsonObject[string];
}>({
  workflow: object<WorkflowReference>({
    namespace: optional(string),
    name: string,
    version: optional(string),
  }),
  input: optional(json),
});

export const cancelRequest = object<{ readonly reason?: string }>({ reason: optional(string) });

export const storeStatus = object<StoreStatus>({
  store: string,
  workflows: number,
  services: number,
  backlog: number,
  backlogLimit: optional(number),
});
