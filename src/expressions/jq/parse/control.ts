import type { Node, Pattern } from '../ast.ts';
import { syntaxError } from '../place.ts';
import type { Cursor } from './cursor.ts';
import type { Parts } from './parts.ts';
import type { PatternGrammar } from './pattern.ts';

/** `if`, `try`, `reduce`, `foreach` and `break`. */
export class ControlGrammar {
  readonly #cursor: Cursor;
  readonly #parts: Parts;
  readonly #patterns: PatternGrammar;

  constructor(cursor: Cursor, parts: Parts, patterns: PatternGrammar) {
    this.#cursor = cursor;
    this.#parts = parts;
    this.#patterns = patterns;
  }

  /** What the keyword at the cursor begins. */
  keyword(): Node {
    const { text, at } = this.#cursor.token;
    if (this.#cursor.skip('if')) return this.#conditional();
    if (this.#cursor.skip('try')) {
      const body = this.#cursor.nested(() => this.#parts.term());
      return {
        kind: 'try',
        body,
        handler: this.#cursor.skip('catch') ? this.#cursor.nested(() => this.#parts.term()) : undefined,
      };
    }
    if (this.#cursor.skip('reduce')) {
      const { source, patterns } = this.#loop();
      const initial = this.#parts.pipe();
      this.#cursor.expect(';');
      const update = this.#parts.pipe();
      this.#cursor.expect(')');
      return { kind: 'reduce', source, patterns, initial, update };
    }
    if (this.#cursor.skip('foreach')) {
      const { source, patterns } = this.#loop();
      const initial = this.#parts.pipe();
      this.#cursor.expect(';');
      const update = this.#parts.pipe();
      const extract = this.#cursor.skip(';') ? this.#parts.pipe() : undefined;
      this.#cursor.expect(')');
      return { kind: 'foreach', source, patterns, initial, update, extract };
    }
    if (this.#cursor.skip('break'))
      return { kind: 'break', name: this.#cursor.variableName('a label, such as $out'), at };
    this.#cursor.refuseModules();
    if (text === 'def' || text === 'label') {
      throw syntaxError(this.#cursor.source, at, `Unexpected ${text}`, `put the ${text} in parentheses`);
    }
    throw this.#cursor.unexpected('a filter');
  }

  #loop(): { readonly source: Node; readonly patterns: readonly Pattern[] } {
    const source = this.#parts.expression();
    this.#cursor.expect('as');
    const patterns = this.#patterns.patterns();
    this.#cursor.expect('(');
    return { source, patterns };
  }

  #conditional(): Node {
    const condition = this.#parts.pipe();
    this.#cursor.expect('then');
    const consequence = this.#parts.pipe();
    let otherwise: Node | undefined;
    if (this.#cursor.skip('elif')) otherwise = this.#cursor.nested(() => this.#conditional());
    else {
      if (this.#cursor.skip('else')) otherwise = this.#parts.pipe();
      this.#cursor.expect('end');
    }
    return { kind: 'if', condition, consequence, otherwise };
  }
}
