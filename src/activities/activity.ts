import type { Json } from '../json/json.ts';
import type { ActivityRequest } from '../machine/command.ts';

/** What an activity is given besides its request. */
export interface ActivityContext {
  /** Aborts when the task timed out or was cancelled, or when the process stops. */
  readonly signal: AbortSignal;
  /** The same on every repetition of this attempt; sent as `Idempotency-Key`. */
  readonly key: string;
}

/**
 * A side effect of one kind (`http`, later `openapi`, `grpc`…).
 * @throws WorkflowError what the workflow may catch. Anything else becomes a `runtime` error.
 */
export interface Activity {
  readonly kind: string;
  run(request: ActivityRequest, context: ActivityContext): Promise<Json>;
}
