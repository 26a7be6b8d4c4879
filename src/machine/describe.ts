import { isObject, type Json, type JsonObject } from '../json/json.ts';
import type { Machine, Next, State } from './machine.ts';

/**
 * The machine as plain JSON, for people and tools: the table of states in the order of the definition, each with its
 * kind, where it goes next, and what its kind adds.
 */
export function describe(machine: Machine): Json {
  const { namespace, name, version } = machine.id;
  const states = [...machine.states.values()].filter((state) => state.extended !== true).sort(byPointer);
  return {
    namespace,
    name,
    version,
    start: machine.root.behaviour.describe()['first'] ?? null,
    startedBy: machine.triggers.map(({ filter, read }) => ({ type: filter.subscription.type ?? null, read })),
    listensTo: machine.subscriptions.map(({ id, type, keyed }) => ({
      key: id,
      type: type ?? null,
      correlated: keyed,
    })),
    secrets: machine.secrets,
    states: Object.fromEntries(states.map((state) => [state.pointer, describeState(state)])),
  };
}

function describeState(state: State): JsonObject {
  return {
    name: state.name,
    kind: state.behaviour.kind,
    ...(state.condition === undefined ? {} : { if: sourceOf(state.definition, 'if') }),
    next: describeNext(state.next),
    ...state.behaviour.describe(),
  };
}

function sourceOf(definition: Json, key: string): Json {
  return isObject(definition) ? (definition[key] ?? null) : null;
}

function describeNext(next: Next): string {
  return next.to === 'task' ? next.task : next.to;
}

/** List indexes compare as numbers. */
function byPointer(left: State, right: State): number {
  return left.pointer.localeCompare(right.pointer, 'en', { numeric: true });
}
