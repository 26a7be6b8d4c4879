export type {
  ApplyReport,
  Client,
  InstanceQuery,
  WorkflowDetail,
  WorkflowReference,
  WorkflowSummary,
} from './client.ts';
export { endsInstance } from './ending.ts';
export { createLocalClient, type LocalOptions } from './local.ts';
export { openClient } from './open.ts';
export { createRemoteClient } from './remote.ts';
export { fitsSocket, socketPathOf } from './socket.ts';
export type { ServerAddress } from './transport.ts';
export { DecodeError, type Decoder } from './wire/decode.ts';
export { applyRequest, cancelRequest, startRequest } from './wire/shapes.ts';
