import type { Json } from '../../json/json.ts';

/** An input or argument that JSON cannot carry: undefined, a function, an instance of a class, a value inside itself. */
export class NotJsonError extends TypeError {
  override readonly name = 'NotJsonError';
  /** Keys and indices that lead to what is wrong. */
  readonly path: readonly (string | number)[];

  constructor(message: string, path: readonly (string | number)[]) {
    super(message);
    this.path = path;
  }
}

/** Levels and parts that are looked through the short way, which keeps no record of where it has been. */
const SHALLOW = 100;
const FEW = 10_000;

/**
 * Makes sure that a value from outside is JSON; NaN and infinities pass, they are numbers of jq. Cost grows with the
 * value's size. Safe for values of any depth, that contain themselves, or that share parts.
 * @throws NotJsonError
 */
export function assertJson(value: unknown, what: string): asserts value is Json {
  if (typeof value === 'string') return;
  left = FEW;
  if (!isJson(value, SHALLOW)) search(value, what);
}

/** Whether values that were looked through since this was last asked held a number that is not finite. */
export function heldStrangeNumbers(): boolean {
  const held = strange;
  strange = false;
  return held;
}

let strange = false;

/** Parts that the short way may still look at. */
let left = 0;

/** False when it is no JSON, or when that takes a closer look. */
function isJson(value: unknown, levels: number): boolean {
  switch (typeof value) {
    case 'number':
      if (value - value !== 0) strange = true;
      return true;
    case 'string':
    case 'boolean':
      return true;
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (levels === 0 || --left < 0) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (!isJson(value[index], levels - 1)) return false;
    }
    return true;
  }
  if (!isPlainObject(value)) return false;
  // The fastest loop. What somebody added to the prototype of all objects only makes the search look.
  for (const key in value) {
    if (!isJson(value[key], levels - 1)) return false;
  }
  return true;
}

/** An object literal of any realm, or one without a prototype. */
function isPlainObject(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null;
}

/** A container on the way to where the search is. */
interface Open {
  readonly container: object;
  readonly keys: readonly (string | number)[];
  next: number;
}

/** The thorough way: without recursion, through every container once, knowing which ones it is inside of. */
function search(value: unknown, what: string): void {
  const done = new Set<object>();
  const inside = new Set<object>();
  const way: Open[] = [];
  const enter = (found: unknown): void => {
    const wrong = problem(found, inside);
    if (wrong !== undefined) {
      const path = way.map(({ keys, next }) => keys[next - 1] ?? 0);
      throw new NotJsonError(
        `${what} is not JSON: ${wrong}${path.length === 0 ? '' : ` at ${text(path)}`}`,
        path,
      );
    }
    if (typeof found !== 'object' || found === null || done.has(found)) return;
    inside.add(found);
    way.push({
      container: found,
      keys: Array.isArray(found) ? [...found.keys()] : Object.keys(found),
      next: 0,
    });
  };
  enter(value);
  for (let open = way.at(-1); open !== undefined; open = way.at(-1)) {
    const key = open.keys[open.next++];
    if (key !== undefined) {
      enter(Reflect.get(open.container, key));
      continue;
    }
    way.pop();
    inside.delete(open.container);
    done.add(open.container);
  }
}

/** What is wrong with a value itself, its parts aside. */
function problem(value: unknown, inside: ReadonlySet<object>): string | undefined {
  switch (typeof value) {
    case 'number':
      if (value - value !== 0) strange = true;
      return undefined;
    case 'string':
    case 'boolean':
      return undefined;
    case 'object':
      break;
    default:
      return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
  }
  if (value === null) return undefined;
  if (inside.has(value)) return 'a value that contains itself';
  if (Array.isArray(value) || isPlainObject(value)) return undefined;
  return `an instance of ${value.constructor?.name || 'a class'}`;
}

/** A path as jq writes it, cut where it is long. */
function text(path: readonly (string | number)[]): string {
  const shown = path.slice(0, 8).map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `${shown.join('').replace(/^(?!\.)/, '.')}${path.length > shown.length ? '…' : ''}`;
}
