import { isObject, type Json } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Finding } from '../problem/diagnostic.ts';
import { nearest } from '../problem/nearest.ts';

/** What a conversion has to say about nodes of the old workflow: errors are what it refuses, warnings what it decided. */
export type Said = Finding[];

/**
 * A node of the old workflow, or the place where one could be. Reading it says at once what is wrong with it, so that
 * who reads goes on with what there is.
 */
export class Source {
  readonly value: Json | undefined;
  readonly pointer: Pointer;
  private readonly said: Said;

  constructor(value: Json | undefined, pointer: Pointer, said: Said) {
    this.value = value;
    this.pointer = pointer;
    this.said = said;
  }

  get present(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get(key: string): Source {
    const member = isObject(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined;
    return new Source(member, join(this.pointer, key), this.said);
  }

  items(): Source[] {
    if (!this.present) return [];
    if (!Array.isArray(this.value)) {
      this.refuse(
        typeof this.value === 'string' ? 'a list in a file of its own is not read' : 'this should be a list',
        typeof this.value === 'string' ? 'write the list here' : undefined,
      );
      return [];
    }
    return this.value.map((item: Json, index) => new Source(item, join(this.pointer, index), this.said));
  }

  entries(): [string, Source][] {
    return isObject(this.value) ? Object.keys(this.value).map((key) => [key, this.get(key)]) : [];
  }

  text(): string | undefined {
    if (!this.present) return undefined;
    if (typeof this.value === 'string' && this.value !== '') return this.value;
    if (typeof this.value === 'number') return String(this.value);
    this.refuse('this should be a text');
    return undefined;
  }

  /** A text that has to be there. */
  required(key: string): string {
    const found = this.get(key);
    if (!found.present) this.refuse(`the key '${key}' is missing`);
    return found.text() ?? '';
  }

  number(): number | undefined {
    if (!this.present) return undefined;
    const found = Number(this.value);
    if (Number.isFinite(found)) return found;
    this.refuse('this should be a number');
    return undefined;
  }

  flag(fallback: boolean): boolean {
    if (!this.present) return fallback;
    if (typeof this.value === 'boolean') return this.value;
    this.refuse('this should be true or false');
    return fallback;
  }

  /** Refuses keys that DSL 0.8 does not have here. */
  only(what: string, keys: readonly string[]): void {
    for (const [key, member] of this.entries()) {
      if (keys.includes(key)) continue;
      const meant = nearest(key, keys);
      this.said.push({
        code: 'unknown-key',
        pointer: member.pointer,
        message: `${what} of DSL 0.8 has no key '${key}'`,
        ...(meant === undefined ? {} : { hint: `did you mean '${meant}'?` }),
      });
    }
  }

  /** Says why this cannot be converted. */
  refuse(message: string, hint?: string, code = 'not-convertible'): void {
    this.said.push({ code, pointer: this.pointer, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** Refuses an expression at a character of its text. */
  refuseAt(offset: number, message: string): void {
    this.said.push({ code: 'expression-syntax', pointer: this.pointer, message, offset });
  }

  /** Says what was decided where the old workflow leaves it open, or the new language has no such thing. */
  note(message: string): void {
    this.said.push({ code: 'converted', severity: 'warning', pointer: this.pointer, message });
  }
}
