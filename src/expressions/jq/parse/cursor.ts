import type { ExpressionSyntaxError } from '../../expression.ts';
import { MAX_NESTING } from '../limits.ts';
import { syntaxError } from '../place.ts';
import { Lexer, type Token } from './lexer.ts';
import { slip } from './slip.ts';

/** The current token of a filter, what can be asked of it, and what is said when it is the wrong one. */
export class Cursor {
  readonly source: string;
  token: Token;
  readonly #lexer: Lexer;
  #depth = 0;
  /** Brackets and `if`s that are open, for the hint where the end of one is missing. */
  readonly #opened: Token[] = [];

  constructor(source: string) {
    this.source = source;
    this.#lexer = new Lexer(source);
    this.token = this.#lexer.next();
  }

  /** The text after an opening quote or an interpolation, up to the next one; see `Lexer`. */
  text(opened: number): { readonly text: string; readonly interpolation: boolean } {
    // The `)` of an interpolation is no bracket of the filter around it.
    this.token = { kind: 'quote', text: '"', at: this.token.at };
    return this.#lexer.text(opened);
  }

  /** Reads `?//` as `?` and `//`: after a term it can be nothing else. */
  splitAlternative(): void {
    const { kind, text, at } = this.token;
    if (kind !== 'operator' || text !== '?//') return;
    this.#lexer.rewind(at + 1);
    this.token = { kind, text: '?', at };
  }

  variableName(expected: string): string {
    if (this.token.kind !== 'variable') throw this.unexpected(expected);
    return this.advance().text;
  }

  /** Before something is read that may hold itself. @throws ExpressionSyntaxError when it does too often. */
  enter(): void {
    if (++this.#depth > MAX_NESTING) {
      throw syntaxError(this.source, this.token.at, `The filter nests deeper than ${MAX_NESTING} levels`);
    }
  }

  /** After it was read. */
  leave(): void {
    this.#depth--;
  }

  /** Reads something that may hold itself. */
  nested<T>(read: () => T): T {
    this.enter();
    const result = read();
    this.leave();
    return result;
  }

  atEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** Takes the current token and goes on to the next. */
  advance(): Token {
    const token = this.token;
    if (token.kind === 'operator' || token.kind === 'keyword') this.#note(token);
    this.token = this.#lexer.next();
    return token;
  }

  #note(token: Token): void {
    switch (token.text) {
      case '(':
      case '[':
      case '{':
      case 'if':
        this.#opened.push(token);
        break;
      case ')':
      case ']':
      case '}':
      case 'end':
        this.#opened.pop();
        break;
    }
  }

  /** True when the current token is this operator or keyword. */
  is(text: string): boolean {
    const { kind } = this.token;
    return (kind === 'operator' || kind === 'keyword' || kind === 'quote') && this.token.text === text;
  }

  /** Takes the current token if it is this operator or keyword. */
  skip(text: string): boolean {
    if (!this.is(text)) return false;
    this.advance();
    return true;
  }

  expect(text: string): void {
    if (!this.skip(text)) throw this.unexpected(text);
  }

  unexpected(expected: string): ExpressionSyntaxError {
    const { kind, text, at } = this.token;
    const hint = slip(this.source, this.token, expected, this.#opened.at(-1));
    if (kind === 'end') {
      return syntaxError(this.source, at, `The filter ends where ${expected} is expected`, hint);
    }
    const sigil = kind === 'field' ? '.' : kind === 'variable' ? '$' : kind === 'format' ? '@' : '';
    return syntaxError(this.source, at, `Unexpected ${sigil}${text}, expected ${expected}`, hint);
  }

  badField(at: number): ExpressionSyntaxError {
    return syntaxError(
      this.source,
      at,
      'A field name stands right after its dot',
      'try .["field"] instead of .field for unusually named fields',
    );
  }

  refuseModules(): void {
    const { text, at } = this.token;
    if (this.is('import') || this.is('include') || this.is('module')) {
      throw syntaxError(this.source, at, `${text} is not supported: an expression has no modules`);
    }
  }

  refuseQualified(name: string, at: number): void {
    if (name.includes('::')) {
      throw syntaxError(this.source, at, `${name} is not supported: an expression has no modules`);
    }
  }
}
