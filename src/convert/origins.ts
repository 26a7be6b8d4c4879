import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { type Pointer, segments } from '../json/pointer.ts';
import type { Source } from './source.ts';

/** Where the parts of the new workflow come from. What is not marked comes from where its nearest ancestor does. */
export class Origins {
  readonly #own = new WeakMap<object, Pointer>();
  readonly #members = new WeakMap<object, Readonly<Record<string, Pointer>>>();

  /** Marks an object, and those of its members that come from somewhere else. */
  mark<Part extends JsonObject>(
    part: Part,
    source: Source,
    members: Readonly<Record<string, Source>> = {},
  ): Part {
    this.#own.set(part, source.pointer);
    const pointers = Object.entries(members).map(([key, { pointer }]): [string, Pointer] => [key, pointer]);
    this.#members.set(part, Object.fromEntries(pointers));
    return part;
  }

  /** The node of the old workflow that a node of the new one comes from. */
  of(pointer: Pointer, value: Json): Pointer {
    let origin: Pointer = '';
    let at: Json | undefined = value;
    for (const segment of ['', ...segments(pointer)]) {
      if (segment !== '' || at !== value) {
        const holder: Json | undefined = at;
        if (isObject(holder)) origin = this.#members.get(holder)?.[segment] ?? origin;
        at = childOf(holder, segment);
      }
      if (at === undefined) return origin;
      if (isObject(at)) origin = this.#own.get(at) ?? origin;
    }
    return origin;
  }
}

function childOf(value: Json | undefined, segment: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(segment)];
  return isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}
