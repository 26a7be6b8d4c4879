import type { Json } from '../../json/json.ts';

/** What a plug-in is given besides its input. */
export interface PluginContext {
  /** Aborts when the task timed out or was cancelled, or when the process stops. */
  readonly signal: AbortSignal;
  /** The same each time one call is repeated after a crash: a side effect under it can be recognised. */
  readonly key: string;
}

/**
 * A kind of call that a team adds: the default export of a module is one, or an array of them. A workflow uses it as
 * `call: <name>`, with its input under `with`.
 */
export interface Plugin {
  /** Letters, digits, `_`, `-` and `.`, with a letter in front; none of the DSL's own kinds of call. */
  readonly name: string;
  /** JSON Schema of the input. What does not match it faults the task with a `validation` error before `run` is called. */
  readonly input?: Json;
  /**
   * Does the work; its result is the task's output and must be JSON (undefined is null). What it throws faults the task
   * with a `runtime` error, unless the error has a member `problem` with the `type` and `status` of an error of the DSL.
   */
  run(input: Json, context: PluginContext): unknown;
}
