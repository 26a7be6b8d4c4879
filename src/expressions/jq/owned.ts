import type { Json, JsonObject } from '../../json/json.ts';
import { add } from './arithmetic.ts';
import type { Run } from './run.ts';
import { copyObject, putAll } from './size.ts';
import { isArray, isObject } from './values.ts';

/**
 * Values never change once a filter has seen them, so every update copies. A loop that builds a value would copy it in
 * every turn. But an array or object that an update made itself, and that still stands only where it was put, can take
 * the next update in place. `Owned` knows these. What holds: a container that is owned is reachable only from the
 * state, and only through containers that are owned as well. Whatever lets a filter see one as a value forgets all.
 */
export class Owned {
  #made = new WeakSet<object>();

  /** The object was made here: it may be written to. */
  object(value: JsonObject): value is Record<string, Json> {
    return this.#made.has(value);
  }

  /** The array was made here: it may be written to. */
  array(value: readonly Json[]): value is Json[] {
    return this.#made.has(value);
  }

  own<T extends object>(made: T): T {
    this.#made.add(made);
    return made;
  }

  /** A filter is about to see this part of the state, and may keep it. */
  shown(value: Json): void {
    if (typeof value === 'object' && value !== null && this.#made.has(value)) this.forget();
  }

  /** A filter made this value and may have put parts of the state into it. */
  leaked(value: Json): void {
    if (typeof value === 'object' && value !== null) this.forget();
  }

  forget(): void {
    this.#made = new WeakSet();
  }
}

/** `state + operand`, in place where it may be. The operand has no part of the state in it. */
export function append(state: Json, operand: Json, run: Run, owned: Owned): Json {
  if (isArray(state) && isArray(operand)) {
    if (!owned.array(state)) {
      run.array(state.length + operand.length);
      return owned.own(state.concat(operand));
    }
    run.longer(state.length + operand.length, operand.length);
    for (const item of operand) state.push(item);
    return state;
  }
  if (state !== null && isObject(state) && operand !== null && isObject(operand)) {
    const sum = owned.object(state) ? state : owned.own(copyObject(state, run));
    putAll(sum, operand, run);
    return sum;
  }
  return add(state, operand, run);
}
