import type { Node, Pattern, PatternField } from '../ast.ts';
import type { Cursor } from './cursor.ts';
import { computedKey } from './object.ts';
import type { Parts } from './parts.ts';

/** What stands after `as`. */
export class PatternGrammar {
  readonly #cursor: Cursor;
  readonly #parts: Parts;

  constructor(cursor: Cursor, parts: Parts) {
    this.#cursor = cursor;
    this.#parts = parts;
  }

  /** One pattern, or several with `?//` between. */
  patterns(): readonly Pattern[] {
    const patterns = [this.#pattern()];
    while (this.#cursor.skip('?//')) patterns.push(this.#pattern());
    return patterns;
  }

  #pattern(): Pattern {
    return this.#cursor.nested(() => {
      if (this.#cursor.token.kind === 'variable')
        return { kind: 'variable', name: this.#cursor.advance().text };
      if (this.#cursor.skip('[')) {
        const items: Pattern[] = [];
        do items.push(this.#pattern());
        while (this.#cursor.skip(','));
        this.#cursor.expect(']');
        return { kind: 'array', items };
      }
      if (!this.#cursor.skip('{')) throw this.#cursor.unexpected('a pattern: $name, [ ] or { }');
      const fields: PatternField[] = [];
      do fields.push(this.#patternField());
      while (this.#cursor.skip(','));
      this.#cursor.expect('}');
      return { kind: 'object', fields };
    });
  }

  #patternField(): PatternField {
    const { kind, text } = this.#cursor.token;
    if (kind === 'variable') {
      this.#cursor.advance();
      const pattern = this.#cursor.skip(':') ? this.#pattern() : undefined;
      return { key: { kind: 'literal', value: text }, name: text, pattern };
    }
    let key: Node;
    if (kind === 'identifier' || kind === 'keyword') {
      this.#cursor.advance();
      key = { kind: 'literal', value: text };
    } else if (kind === 'quote') key = this.#parts.head();
    else if (this.#cursor.is('(')) key = computedKey(this.#cursor, this.#parts);
    else throw this.#cursor.unexpected('a key');
    this.#cursor.expect(':');
    return { key, name: undefined, pattern: this.#pattern() };
  }
}
