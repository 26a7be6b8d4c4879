import type { Json, JsonObject } from '../json/json.ts';
import type { ActivityRequest } from '../machine/command.ts';
import type { Stop } from '../network/index.ts';

/** Known to our own activities only: plug-ins are given signals. */
export const stop: unique symbol = Symbol('stop');

/** For activities that are carried out often. */
export function stopOf(context: ActivityContext): Stop {
  return context[stop] ?? context.signal;
}

/** What an activity is given besides its request. */
export interface ActivityContext {
  /** Aborts when the task timed out or was cancelled, or when the process stops. */
  readonly signal: AbortSignal;
  /** The same on every repetition of this attempt; sent as `Idempotency-Key`. */
  readonly key: string;
  /** Of a context of the engine: what its signal tells, without that having to be made. See `stopOf`. */
  readonly [stop]?: Stop;
  /** Feeds messages into the instance that waits for them; given to subscriptions only. */
  readonly inlet?: Inlet;
}

/** Where the messages of a subscription go. */
export interface Inlet {
  /**
   * Hands a message over. It is durable when this resolves, so it may be acknowledged then. A second message with the id
   * of one that was handed over is left out.
   */
  deliver(id: string, message: JsonObject): Promise<void>;
  /**
   * Resolves when the task has worked off what was delivered and still waits for more. Once the task has what it wants
   * the signal aborts, and this rejects.
   */
  ready(): Promise<void>;
  /** False when nobody will ever open the subscription again, so that what the broker keeps for it may go. */
  wanted(): Promise<boolean>;
}

/**
 * A side effect of one kind (`http`, later `openapi`, `grpc`…).
 * @throws WorkflowError what the workflow may catch. Anything else becomes a `runtime` error.
 */
export interface Activity {
  readonly kind: string;
  run(request: ActivityRequest, context: ActivityContext): Promise<Json>;
  /** It is waited for after an abort, for a while: it has something to put back or to close. */
  readonly endsInOrder?: true;
}
