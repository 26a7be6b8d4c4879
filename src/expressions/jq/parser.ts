import type { ExpressionSyntaxError } from '../expression.ts';
import type {
  AssignOperator,
  BinaryOperator,
  Definition,
  Node,
  ObjectEntry,
  Pattern,
  PatternField,
} from './ast.ts';
import { Lexer, type Token } from './lexer.ts';
import { MAX_NESTING, MAX_SOURCE } from './limits.ts';
import { syntaxError } from './place.ts';

type Associativity = 'left' | 'right' | 'none';
type Infix = { readonly power: number; readonly side: Associativity } & (
  | { readonly kind: 'alternative' | 'or' | 'and' }
  | { readonly kind: 'assign'; readonly operator: AssignOperator }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator }
);

const infixes = new Map<string, Infix>([
  ['//', { kind: 'alternative', power: 1, side: 'right' }],
  ['or', { kind: 'or', power: 3, side: 'left' }],
  ['and', { kind: 'and', power: 4, side: 'left' }],
  ...(['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'assign', operator, power: 2, side: 'none' },
  ]),
  ...(['==', '!=', '<', '<=', '>', '>='] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'binary', operator, power: 5, side: 'none' },
  ]),
  ...(['+', '-'] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'binary', operator, power: 6, side: 'left' },
  ]),
  ...(['*', '/', '%'] as const).map((operator): [string, Infix] => [
    operator,
    { kind: 'binary', operator, power: 7, side: 'left' },
  ]),
]);

const identity: Node = { kind: 'identity' };

/** Parses a filter. @throws ExpressionSyntaxError with the place of the first thing that is wrong. */
export function parse(source: string): Node {
  if (source.length > MAX_SOURCE)
    throw syntaxError(source, 0, `The filter is longer than ${MAX_SOURCE} characters`);
  return new Parser(source).filter();
}

/** Parses `def …; def …;` and nothing after. */
export function parseDefinitions(source: string): Definition[] {
  return new Parser(source).definitions();
}

/**
 * Recursive descent for pipes, terms and patterns; precedence climbing for the operators between.
 * `|` and `,` bind weakest; `def`, `label` and `as` reach to the end of the pipe they stand in.
 */
class Parser {
  readonly #source: string;
  readonly #lexer: Lexer;
  #token: Token;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#lexer = new Lexer(source);
    this.#token = this.#lexer.next();
  }

  filter(): Node {
    if (this.#atEnd()) {
      throw syntaxError(this.#source, 0, 'The filter is empty', 'write `.` for the input itself');
    }
    const node = this.#pipe();
    if (!this.#atEnd()) throw this.#unexpected('the end of the filter');
    return node;
  }

  definitions(): Definition[] {
    const found: Definition[] = [];
    while (this.#token.kind !== 'end') found.push(this.#definition());
    return found;
  }

  #pipe(): Node {
    return this.#nested(() => {
      const stages = [this.#comma()];
      while (this.#skip('|')) stages.push(this.#comma());
      return stages.reduceRight((right, left) => ({ kind: 'pipe', left, right }));
    });
  }

  #comma(): Node {
    let left = this.#clause();
    while (this.#skip(',')) left = { kind: 'comma', left, right: this.#clause() };
    return left;
  }

  #clause(): Node {
    if (this.#is('def')) {
      const definition = this.#definition();
      return { kind: 'define', definition, body: this.#pipe() };
    }
    if (this.#skip('label')) {
      const name = this.#variableName('a label name, such as $out');
      this.#expect('|');
      return { kind: 'label', name, body: this.#pipe() };
    }
    this.#refuseModules();
    const source = this.#expression(0);
    if (!this.#skip('as')) return source;
    const patterns = this.#patterns();
    this.#expect('|');
    return { kind: 'bind', source, patterns, body: this.#pipe() };
  }

  #definition(): Definition {
    this.#expect('def');
    const { text: name, kind, at } = this.#token;
    if (kind !== 'identifier' && kind !== 'keyword') throw this.#unexpected('a function name');
    this.#refuseQualified(name, at);
    this.#advance();
    const parameters: { name: string; value: boolean }[] = [];
    if (this.#skip('(')) {
      do {
        const value = this.#token.kind === 'variable';
        if (!value && this.#token.kind !== 'identifier' && this.#token.kind !== 'keyword') {
          throw this.#unexpected('a parameter');
        }
        parameters.push({ name: this.#advance().text, value });
      } while (this.#skip(';'));
      this.#expect(')');
    }
    this.#expect(':');
    const body = this.#pipe();
    this.#expect(';');
    return { name, parameters, body };
  }

  #expression(power: number): Node {
    return this.#nested(() => {
      let left = this.#term();
      let closed = Number.POSITIVE_INFINITY;
      for (;;) {
        const infix = infixes.get(this.#token.text);
        const isOperator = this.#token.kind === 'operator' || this.#token.kind === 'keyword';
        if (infix === undefined || !isOperator || infix.power < power) return left;
        if (infix.side === 'none' && infix.power >= closed) {
          throw syntaxError(
            this.#source,
            this.#token.at,
            `${this.#token.text} cannot follow another operator of its kind`,
            'put one of the two in parentheses',
          );
        }
        this.#advance();
        const right = this.#expression(infix.side === 'right' ? infix.power : infix.power + 1);
        left =
          infix.kind === 'binary' || infix.kind === 'assign'
            ? ({ kind: infix.kind, operator: infix.operator, left, right } as Node)
            : { kind: infix.kind, left, right };
        closed = infix.side === 'none' ? infix.power : Number.POSITIVE_INFINITY;
      }
    });
  }

  #term(): Node {
    if (this.#skip('-')) return { kind: 'negate', body: this.#nested(() => this.#term()) };
    let node = this.#head();
    for (;;) {
      const next = this.#suffix(node);
      if (next === undefined) return node;
      node = next;
    }
  }

  /** A field, index, slice, iteration or `?` after a term; undefined when none follows. */
  #suffix(target: Node): Node | undefined {
    const token = this.#token;
    if (token.kind === 'operator' && token.text === '?//') {
      this.#lexer.rewind(token.at + 1);
      this.#token = { kind: 'operator', text: '?', at: token.at };
    }
    if (this.#skip('?')) return { kind: 'try', body: target, handler: undefined };
    if (token.kind === 'field') {
      this.#advance();
      return this.#index(target, { kind: 'literal', value: token.text });
    }
    if (this.#is('.')) {
      this.#advance();
      if (this.#token.kind === 'quote') return this.#index(target, this.#string('text'));
      if (!this.#is('[')) throw this.#badField(token.at);
    }
    return this.#skip('[') ? this.#bracket(target) : undefined;
  }

  #bracket(target: Node): Node {
    if (this.#skip(']')) return { kind: 'iterate', target, optional: this.#optional() };
    if (this.#skip(':')) return this.#slice(target, undefined);
    const key = this.#pipe();
    if (this.#skip(':')) return this.#slice(target, key);
    this.#expect(']');
    return this.#index(target, key);
  }

  #slice(target: Node, from: Node | undefined): Node {
    const to = from !== undefined && this.#is(']') ? undefined : this.#pipe();
    this.#expect(']');
    return { kind: 'slice', target, from, to, optional: this.#optional() };
  }

  #index(target: Node, key: Node): Node {
    return { kind: 'index', target, key, optional: this.#optional() };
  }

  #optional(): boolean {
    if (this.#is('?//')) {
      this.#lexer.rewind(this.#token.at + 1);
      this.#advance();
      return true;
    }
    return this.#skip('?');
  }

  #head(): Node {
    const { kind, text, at } = this.#token;
    switch (kind) {
      case 'number':
        this.#advance();
        return { kind: 'literal', value: Number(text) };
      case 'quote':
        return this.#string('text');
      case 'format':
        this.#advance();
        return this.#is('"') ? this.#string(text, at) : { kind: 'format', name: text, at };
      case 'field':
        this.#advance();
        return this.#index(identity, { kind: 'literal', value: text });
      case 'variable':
        this.#advance();
        this.#refuseQualified(text, at);
        return text === '__loc__' ? this.#location(at) : { kind: 'variable', name: text, at };
      case 'identifier':
        return this.#call();
      case 'keyword':
        return this.#keyword();
      case 'operator':
        return this.#bracketed();
      case 'end':
        throw this.#unexpected('a filter');
    }
  }

  #bracketed(): Node {
    const { at } = this.#token;
    if (this.#skip('..')) return { kind: 'descend' };
    if (this.#skip('.')) {
      if (this.#token.kind === 'quote') return this.#index(identity, this.#string('text'));
      if (this.#token.kind === 'identifier' || this.#token.kind === 'number') throw this.#badField(at);
      return this.#skip('[') ? this.#bracket(identity) : identity;
    }
    if (this.#skip('(')) {
      const body = this.#pipe();
      this.#expect(')');
      return body;
    }
    if (this.#skip('[')) {
      if (this.#skip(']')) return { kind: 'literal', value: [] };
      const body = this.#pipe();
      this.#expect(']');
      return { kind: 'array', body };
    }
    if (this.#skip('{')) return this.#object();
    throw this.#unexpected('a filter');
  }

  #keyword(): Node {
    const { text, at } = this.#token;
    if (this.#skip('if')) return this.#conditional();
    if (this.#skip('try')) {
      const body = this.#nested(() => this.#term());
      return {
        kind: 'try',
        body,
        handler: this.#skip('catch') ? this.#nested(() => this.#term()) : undefined,
      };
    }
    if (this.#skip('reduce')) {
      const { source, patterns } = this.#loop();
      const initial = this.#pipe();
      this.#expect(';');
      const update = this.#pipe();
      this.#expect(')');
      return { kind: 'reduce', source, patterns, initial, update };
    }
    if (this.#skip('foreach')) {
      const { source, patterns } = this.#loop();
      const initial = this.#pipe();
      this.#expect(';');
      const update = this.#pipe();
      const extract = this.#skip(';') ? this.#pipe() : undefined;
      this.#expect(')');
      return { kind: 'foreach', source, patterns, initial, update, extract };
    }
    if (this.#skip('break')) return { kind: 'break', name: this.#variableName('a label, such as $out'), at };
    this.#refuseModules();
    if (text === 'def' || text === 'label') {
      throw syntaxError(this.#source, at, `Unexpected ${text}`, `put the ${text} in parentheses`);
    }
    throw this.#unexpected('a filter');
  }

  #loop(): { readonly source: Node; readonly patterns: readonly Pattern[] } {
    const source = this.#expression(0);
    this.#expect('as');
    const patterns = this.#patterns();
    this.#expect('(');
    return { source, patterns };
  }

  #conditional(): Node {
    const condition = this.#pipe();
    this.#expect('then');
    const consequence = this.#pipe();
    let otherwise: Node | undefined;
    if (this.#skip('elif')) otherwise = this.#nested(() => this.#conditional());
    else {
      if (this.#skip('else')) otherwise = this.#pipe();
      this.#expect('end');
    }
    return { kind: 'if', condition, consequence, otherwise };
  }

  #call(): Node {
    const { text: name, at } = this.#advance();
    this.#refuseQualified(name, at);
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    if (name === 'null') return { kind: 'literal', value: null };
    const args: Node[] = [];
    if (this.#skip('(')) {
      do args.push(this.#pipe());
      while (this.#skip(';'));
      this.#expect(')');
    }
    return { kind: 'call', name, args, at };
  }

  #string(format: string, from = this.#token.at): Node {
    const opened = this.#token.at;
    const parts: (string | Node)[] = [];
    for (;;) {
      const { text, interpolation } = this.#lexer.text(opened);
      if (text !== '') parts.push(text);
      if (!interpolation) break;
      this.#token = this.#lexer.next();
      parts.push(this.#pipe());
      if (!this.#is(')')) throw this.#unexpected(')');
    }
    this.#token = this.#lexer.next();
    if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', value: parts.join('') };
    return { kind: 'text', format, parts, at: from };
  }

  #location(at: number): Node {
    const line = this.#source.slice(0, at).split('\n').length;
    return { kind: 'literal', value: { file: '<top-level>', line } };
  }

  #object(): Node {
    const entries: ObjectEntry[] = [];
    while (!this.#skip('}')) {
      entries.push(this.#entry());
      if (!this.#is('}')) this.#expect(',');
    }
    return { kind: 'object', entries };
  }

  #entry(): ObjectEntry {
    const { kind, text, at } = this.#token;
    if (kind === 'variable') {
      this.#advance();
      const value: Node = text === '__loc__' ? this.#location(at) : { kind: 'variable', name: text, at };
      if (this.#is(':')) return { key: value, value: this.#entryValue() };
      return { key: { kind: 'literal', value: text }, value };
    }
    if (kind === 'identifier' || kind === 'keyword') {
      this.#advance();
      return { key: { kind: 'literal', value: text }, value: this.#is(':') ? this.#entryValue() : undefined };
    }
    if (kind === 'quote' || kind === 'format') {
      const key = this.#head();
      if (key.kind === 'format') throw this.#unexpected('a string');
      return { key, value: this.#is(':') ? this.#entryValue() : undefined };
    }
    if (kind === 'number') {
      throw syntaxError(this.#source, at, 'May need parentheses around object key expression');
    }
    if (!this.#is('(')) throw this.#unexpected('an object key');
    return { key: this.#computedKey(), value: this.#entryValue() };
  }

  #computedKey(): Node {
    this.#expect('(');
    const { at } = this.#token;
    const key = this.#pipe();
    this.#expect(')');
    if (key.kind === 'literal' && typeof key.value !== 'string') {
      const value = JSON.stringify(key.value);
      const type = key.value === null ? 'null' : Array.isArray(key.value) ? 'array' : typeof key.value;
      throw syntaxError(this.#source, at, `Cannot use ${type} (${value}) as object key`);
    }
    return key;
  }

  /** The value of an entry: operators and pipes, but no comma and no `as`. */
  #entryValue(): Node {
    this.#expect(':');
    const left = this.#expression(0);
    if (!this.#skip('|')) return left;
    const stages = [left];
    do stages.push(this.#expression(0));
    while (this.#skip('|'));
    return stages.reduceRight((right, stage) => ({ kind: 'pipe', left: stage, right }));
  }

  #patterns(): readonly Pattern[] {
    const patterns = [this.#pattern()];
    while (this.#skip('?//')) patterns.push(this.#pattern());
    return patterns;
  }

  #pattern(): Pattern {
    return this.#nested(() => {
      if (this.#token.kind === 'variable') return { kind: 'variable', name: this.#advance().text };
      if (this.#skip('[')) {
        const items: Pattern[] = [];
        do items.push(this.#pattern());
        while (this.#skip(','));
        this.#expect(']');
        return { kind: 'array', items };
      }
      if (!this.#skip('{')) throw this.#unexpected('a pattern: $name, [ ] or { }');
      const fields: PatternField[] = [];
      do fields.push(this.#patternField());
      while (this.#skip(','));
      this.#expect('}');
      return { kind: 'object', fields };
    });
  }

  #patternField(): PatternField {
    const { kind, text } = this.#token;
    if (kind === 'variable') {
      this.#advance();
      const pattern = this.#skip(':') ? this.#pattern() : undefined;
      return { key: { kind: 'literal', value: text }, name: text, pattern };
    }
    let key: Node;
    if (kind === 'identifier' || kind === 'keyword') {
      this.#advance();
      key = { kind: 'literal', value: text };
    } else if (kind === 'quote') key = this.#string('text');
    else if (this.#is('(')) key = this.#computedKey();
    else throw this.#unexpected('a key');
    this.#expect(':');
    return { key, name: undefined, pattern: this.#pattern() };
  }

  #variableName(expected: string): string {
    if (this.#token.kind !== 'variable') throw this.#unexpected(expected);
    return this.#advance().text;
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_NESTING) {
      throw syntaxError(this.#source, this.#token.at, `The filter nests deeper than ${MAX_NESTING} levels`);
    }
    const result = read();
    this.#depth--;
    return result;
  }

  #atEnd(): boolean {
    return this.#token.kind === 'end';
  }

  #advance(): Token {
    const token = this.#token;
    this.#token = this.#lexer.next();
    return token;
  }

  /** True when the current token is this operator or keyword. */
  #is(text: string): boolean {
    const { kind } = this.#token;
    return this.#token.text === text && (kind === 'operator' || kind === 'keyword' || kind === 'quote');
  }

  #skip(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#advance();
    return true;
  }

  #expect(text: string): void {
    if (!this.#skip(text)) throw this.#unexpected(text);
  }

  #unexpected(expected: string): ExpressionSyntaxError {
    const { kind, text, at } = this.#token;
    if (kind === 'end') {
      return syntaxError(this.#source, at, `The filter ends where ${expected} is expected`);
    }
    const sigil = kind === 'field' ? '.' : kind === 'variable' ? '$' : kind === 'format' ? '@' : '';
    return syntaxError(this.#source, at, `Unexpected ${sigil}${text}, expected ${expected}`);
  }

  #badField(at: number): ExpressionSyntaxError {
    return syntaxError(
      this.#source,
      at,
      'A field name stands right after its dot',
      'try .["field"] instead of .field for unusually named fields',
    );
  }

  #refuseModules(): void {
    const { text, at } = this.#token;
    if (this.#is('import') || this.#is('include') || this.#is('module')) {
      throw syntaxError(this.#source, at, `${text} is not supported: an expression has no modules`);
    }
  }

  #refuseQualified(name: string, at: number): void {
    if (name.includes('::')) {
      throw syntaxError(this.#source, at, `${name} is not supported: an expression has no modules`);
    }
  }
}
