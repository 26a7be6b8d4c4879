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
 * Memory: `taken` (the output so far), `queue` (arrived and not yet processed: it counts as consumed only when its turn
 * comes, so that what is left over at the end is offered to the next wait), `busy` (a round of foreach is running), `closing`
 * (nothing more is taken in, the queue is still worked off), `count` (rounds begun, for the index variable).
 */
export interface Consumption {
  /** Takes one in; `closing` when it is the last one. */
  take(activation: Activation, item: Incoming, closing: boolean): void;
  /** True when an event of that arrival is in the queue. */
  holds(activation: Activation, arrival: number): boolean;
  isClosing(activation: Activation): boolean;
  /** Takes nothing more in; completes at once or after the running round. */
  close(activation: Activation): void;
  /** A round of foreach has finished. */
  roundCompleted(activation: Activation, output: Json, exit: boolean): void;
  /** First task of foreach.do, for the printed machine. */
  readonly first: Pointer | undefined;
}

/** An event or message on its way in: what the task makes of it, and for an event the key and arrival it came under. */
export interface Incoming {
  readonly value: Json;
  readonly event?: { readonly key: string; readonly arrival: number };
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
  context.compiler.reserve(bound, join(pointer, 'foreach'));
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
    const [incoming, ...queue] = memory.queue;
    if (incoming === undefined) {
      if (memory.closing) activation.complete(memory.taken);
      return;
    }
    const { event } = incoming;
    if (event !== undefined) activation.consumed(event.key, event.arrival);
    activation.bind({ [item]: incoming.value, [at]: memory.count });
    const busy = body !== undefined;
    activation.remember({ ...activation.memory, queue: queue.map(toJson), count: memory.count + 1, busy });
    if (body === undefined) finish(activation, incoming.value);
    else activation.enter(body, activation.data);
  }

  /** The round's result through `foreach.output` and `foreach.export`; after that its variables are gone. */
  function close(activation: Activation, result: Json): readonly Json[] {
    const value = activation.pass(output, result, 'output');
    if (exported !== undefined) activation.setContext(activation.pass(exported, value, 'export'));
    activation.bind({});
    const taken = [...read(activation).taken, value];
    activation.remember({ ...activation.memory, taken, busy: false });
    return taken;
  }

  function finish(activation: Activation, result: Json): void {
    const taken = close(activation, result);
    if (enough(activation, taken)) activation.complete(taken);
    else next(activation);
  }

  return {
    take(activation, incoming, closing) {
      const { queue, busy } = read(activation);
      activation.remember({
        ...activation.memory,
        queue: [...queue, incoming].map(toJson),
        ...(closing ? { closing: true } : {}),
      });
      if (!busy) next(activation);
    },
    close(activation) {
      activation.remember({ ...activation.memory, closing: true });
      if (!read(activation).busy) next(activation);
    },
    holds: (activation, arrival) => read(activation).queue.some(({ event }) => event?.arrival === arrival),
    isClosing: (activation) => read(activation).closing,
    roundCompleted(activation, result, exit) {
      if (exit) activation.complete(close(activation, result));
      else finish(activation, result);
    },
    first: body?.first,
  };
}

interface Memory {
  readonly taken: readonly Json[];
  readonly queue: readonly Incoming[];
  readonly busy: boolean;
  readonly closing: boolean;
  readonly count: number;
}

function read(activation: Activation): Memory {
  const { taken, queue, busy, closing, count } = activation.memory;
  return {
    taken: list(taken),
    queue: list(queue).flatMap(incomingFrom),
    busy: busy === true,
    closing: closing === true,
    count: typeof count === 'number' ? count : 0,
  };
}

function incomingFrom(value: Json): Incoming[] {
  if (!isObject(value)) return [];
  const { value: data = null, key, arrival } = value;
  const isEvent = typeof key === 'string' && typeof arrival === 'number';
  return [{ value: data, ...(isEvent ? { event: { key, arrival } } : {}) }];
}

function toJson({ value, event }: Incoming): JsonObject {
  return { value, ...event };
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The part of a task's memory kept under a name, when it is an object. */
export function remembered(activation: Activation, name: string): JsonObject {
  const value = activation.memory[name];
  return value !== undefined && isObject(value) ? value : {};
}
