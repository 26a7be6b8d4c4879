import type { SubscriptionIteratorDefinition } from '../../dsl/model.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join, type Pointer } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import type { TaskContext } from '../task-context.ts';

/**
 * Taking events or messages one at a time, as `listen` and an AsyncAPI subscription do.
 *
 *   idle ─ take ─► (foreach.do runs) ─ finished ─► taken ─ enough? ─► done
 *    ▲                    │ further ones wait in the queue              │ no
 *    └────────────────────┴──────────────────────────────────────────────┘
 *
 * Memory: `taken` (the output so far), `queue` (not yet processed), `busy` (a round of foreach is running), `closing`
 * (nothing more is taken in, the queue is still worked off), `count` (rounds begun, for the index variable).
 */
export interface Consumption {
  /** Takes a value in; `closing` when it is the last one. */
  take(activation: Activation, value: Json, closing: boolean): void;
  /** Takes nothing more in; completes at once or after the running round. */
  close(activation: Activation): void;
  /** A round of foreach has finished. */
  roundCompleted(activation: Activation, output: Json, exit: boolean): void;
  /** The output so far. */
  taken(activation: Activation): readonly Json[];
  /** First task of foreach.do, for the printed machine. */
  readonly first: Pointer | undefined;
}

/** `enough` is asked after each value that was taken (and processed); true completes the task. */
export function compileConsumption(
  definition: SubscriptionIteratorDefinition | undefined,
  pointer: Pointer,
  context: TaskContext,
  enough: (activation: Activation, taken: readonly Json[]) => boolean,
): Consumption {
  const { item = 'item', at = 'index' } = definition ?? {};
  const bound = [item, at];
  const variables = [...context.variables, ...bound];
  const foreach = join(pointer, 'foreach');
  const body =
    definition?.do === undefined ? undefined : context.sequence(definition.do, join(foreach, 'do'), bound);
  const output = context.compiler.outputStage(definition?.output, foreach, 'output', variables);
  const exported =
    definition?.export === undefined
      ? undefined
      : context.compiler.outputStage(definition.export, foreach, 'export', [...variables, 'output']);

  function next(activation: Activation): void {
    const memory = read(activation);
    const [value, ...queue] = memory.queue;
    if (value === undefined) {
      if (memory.closing) activation.complete(memory.taken);
      return;
    }
    activation.bind({ [item]: value, [at]: memory.count });
    const busy = body !== undefined;
    activation.remember({ ...activation.memory, queue, count: memory.count + 1, busy });
    if (body === undefined) finish(activation, value);
    else activation.enter(body, activation.data);
  }

  function finish(activation: Activation, result: Json): void {
    const value = activation.pass(output, result, 'output');
    if (exported !== undefined) activation.setContext(activation.pass(exported, value, 'export'));
    const { taken } = read(activation);
    const all = [...taken, value];
    activation.remember({ ...activation.memory, taken: all, busy: false });
    if (enough(activation, all)) activation.complete(all);
    else next(activation);
  }

  return {
    take(activation, value, closing) {
      const { queue, busy } = read(activation);
      activation.remember({
        ...activation.memory,
        queue: [...queue, value],
        ...(closing ? { closing: true } : {}),
      });
      if (!busy) next(activation);
    },
    close(activation) {
      activation.remember({ ...activation.memory, closing: true });
      if (!read(activation).busy) next(activation);
    },
    roundCompleted(activation, result, exit) {
      if (exit) activation.complete([...read(activation).taken, activation.pass(output, result, 'output')]);
      else finish(activation, result);
    },
    taken: (activation) => read(activation).taken,
    first: body?.first,
  };
}

interface Memory {
  readonly taken: readonly Json[];
  readonly queue: readonly Json[];
  readonly busy: boolean;
  readonly closing: boolean;
  readonly count: number;
}

function read(activation: Activation): Memory {
  const { taken, queue, busy, closing, count } = activation.memory;
  return {
    taken: list(taken),
    queue: list(queue),
    busy: busy === true,
    closing: closing === true,
    count: typeof count === 'number' ? count : 0,
  };
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The part of a task's memory kept under a name, when it is an object. */
export function remembered(activation: Activation, name: string): JsonObject {
  const value = activation.memory[name];
  return value !== undefined && isObject(value) ? value : {};
}
