export type {
  Client,
  InstanceQuery,
  WorkflowDetail,
  WorkflowReference,
  WorkflowSummary,
} from './client.ts';
export { createLocalClient } from './local.ts';
export { openClient } from './open.ts';
export { redactAnswers } from './redacted.ts';
export { fitsSocket, socketPathOf } from './socket.ts';
export { DecodeError, type Decoder } from './wire/decode.ts';
export { applyRequest, cancelRequest, startRequest } from './wire/shapes.ts';
