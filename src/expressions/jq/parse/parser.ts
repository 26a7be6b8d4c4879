import type { Definition, Node } from '../ast.ts';
import { MAX_SOURCE } from '../limits.ts';
import { syntaxError } from '../place.ts';
import { ControlGrammar } from './control.ts';
import { Cursor } from './cursor.ts';
import { type Infix, infixes } from './infix.ts';
import { ObjectGrammar } from './object.ts';
import type { Parts } from './parts.ts';
import { PatternGrammar } from './pattern.ts';

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
class Parser implements Parts {
  readonly #cursor: Cursor;
  readonly #objects: ObjectGrammar;
  readonly #patterns: PatternGrammar;
  readonly #control: ControlGrammar;

  constructor(source: string) {
    this.#cursor = new Cursor(source);
    this.#objects = new ObjectGrammar(this.#cursor, this);
    this.#patterns = new PatternGrammar(this.#cursor, this);
    this.#control = new ControlGrammar(this.#cursor, this, this.#patterns);
  }

  filter(): Node {
    if (this.#cursor.atEnd()) {
      throw syntaxError(this.#cursor.source, 0, 'The filter is empty', 'write `.` for the input itself');
    }
    const node = this.pipe();
    if (!this.#cursor.atEnd()) throw this.#cursor.unexpected('the end of the filter');
    return node;
  }

  definitions(): Definition[] {
    const found: Definition[] = [];
    while (this.#cursor.token.kind !== 'end') found.push(this.#definition());
    return found;
  }

  pipe(): Node {
    this.#cursor.enter();
    const first = this.#comma();
    const whole = this.#cursor.is('|') ? this.#stages(first) : first;
    this.#cursor.leave();
    return whole;
  }

  #stages(first: Node): Node {
    const stages = [first];
    while (this.#cursor.skip('|')) stages.push(this.#comma());
    return stages.reduceRight((right, left) => ({ kind: 'pipe', left, right }));
  }

  #comma(): Node {
    let left = this.#clause();
    while (this.#cursor.skip(',')) left = { kind: 'comma', left, right: this.#clause() };
    return left;
  }

  #clause(): Node {
    if (this.#cursor.is('def')) {
      const definition = this.#definition();
      return { kind: 'define', definition, body: this.pipe() };
    }
    if (this.#cursor.skip('label')) {
      const name = this.#cursor.variableName('a label name, such as $out');
      this.#cursor.expect('|');
      return { kind: 'label', name, body: this.pipe() };
    }
    this.#cursor.refuseModules();
    const source = this.expression();
    if (!this.#cursor.skip('as')) return source;
    const patterns = this.#patterns.patterns();
    this.#cursor.expect('|');
    return { kind: 'bind', source, patterns, body: this.pipe() };
  }

  #definition(): Definition {
    this.#cursor.expect('def');
    const { text: name, kind, at } = this.#cursor.token;
    if (kind !== 'identifier' && kind !== 'keyword') throw this.#cursor.unexpected('a function name');
    this.#cursor.refuseQualified(name, at);
    this.#cursor.advance();
    const parameters: { name: string; value: boolean }[] = [];
    if (this.#cursor.skip('(')) {
      do {
        const value = this.#cursor.token.kind === 'variable';
        if (!value && this.#cursor.token.kind !== 'identifier' && this.#cursor.token.kind !== 'keyword') {
          throw this.#cursor.unexpected('a parameter');
        }
        parameters.push({ name: this.#cursor.advance().text, value });
      } while (this.#cursor.skip(';'));
      this.#cursor.expect(')');
    }
    this.#cursor.expect(':');
    const body = this.pipe();
    this.#cursor.expect(';');
    return { name, parameters, body };
  }

  expression(power = 0): Node {
    this.#cursor.enter();
    let left = this.term();
    let closed = Number.POSITIVE_INFINITY;
    for (let infix = this.#infix(power); infix !== undefined; infix = this.#infix(power)) {
      if (infix.side === 'none' && infix.power >= closed) {
        throw syntaxError(
          this.#cursor.source,
          this.#cursor.token.at,
          `${this.#cursor.token.text} cannot follow another operator of its kind`,
          'put one of the two in parentheses',
        );
      }
      this.#cursor.advance();
      const right = this.expression(infix.side === 'right' ? infix.power : infix.power + 1);
      if (infix.kind === 'binary') left = { kind: 'binary', operator: infix.operator, left, right };
      else if (infix.kind === 'assign') left = { kind: 'assign', operator: infix.operator, left, right };
      else left = { kind: infix.kind, left, right };
      closed = infix.side === 'none' ? infix.power : Number.POSITIVE_INFINITY;
    }
    this.#cursor.leave();
    return left;
  }

  /** The operator at the cursor; undefined when there is none, or it binds less than `power`. */
  #infix(power: number): Infix | undefined {
    const { kind, text } = this.#cursor.token;
    if (kind !== 'operator' && kind !== 'keyword') return undefined;
    const infix = infixes.get(text);
    return infix === undefined || infix.power < power ? undefined : infix;
  }

  term(): Node {
    if (this.#cursor.skip('-')) return { kind: 'negate', body: this.#cursor.nested(() => this.term()) };
    let node = this.head();
    for (;;) {
      const next = this.#suffix(node);
      if (next === undefined) return node;
      node = next;
    }
  }

  /** A field, index, slice, iteration or `?` after a term; undefined when none follows. */
  #suffix(target: Node): Node | undefined {
    const { kind } = this.#cursor.token;
    if (kind !== 'field' && kind !== 'operator') return undefined;
    this.#cursor.splitAlternative();
    const { token } = this.#cursor;
    if (this.#cursor.skip('?')) return { kind: 'try', body: target, handler: undefined };
    if (token.kind === 'field') {
      this.#cursor.advance();
      return this.#index(target, { kind: 'literal', value: token.text });
    }
    if (this.#cursor.is('.')) {
      this.#cursor.advance();
      if (this.#cursor.token.kind === 'quote') return this.#index(target, this.#string('text'));
      if (!this.#cursor.is('[')) throw this.#cursor.badField(token.at);
    }
    return this.#cursor.skip('[') ? this.#bracket(target) : undefined;
  }

  #bracket(target: Node): Node {
    if (this.#cursor.skip(']')) return { kind: 'iterate', target, optional: this.#optional() };
    if (this.#cursor.skip(':')) return this.#slice(target, undefined);
    const key = this.pipe();
    if (this.#cursor.skip(':')) return this.#slice(target, key);
    this.#cursor.expect(']');
    return this.#index(target, key);
  }

  #slice(target: Node, from: Node | undefined): Node {
    const to = from !== undefined && this.#cursor.is(']') ? undefined : this.pipe();
    this.#cursor.expect(']');
    return { kind: 'slice', target, from, to, optional: this.#optional() };
  }

  #index(target: Node, key: Node): Node {
    return { kind: 'index', target, key, optional: this.#optional() };
  }

  #optional(): boolean {
    this.#cursor.splitAlternative();
    return this.#cursor.skip('?');
  }

  head(): Node {
    const { kind, text, at } = this.#cursor.token;
    switch (kind) {
      case 'number':
        this.#cursor.advance();
        return { kind: 'literal', value: Number(text) };
      case 'quote':
        return this.#string('text');
      case 'format':
        this.#cursor.advance();
        return this.#cursor.is('"') ? this.#string(text, at) : { kind: 'format', name: text, at };
      case 'field':
        this.#cursor.advance();
        return this.#index(identity, { kind: 'literal', value: text });
      case 'variable':
        this.#cursor.advance();
        this.#cursor.refuseQualified(text, at);
        return text === '__loc__' ? this.location(at) : { kind: 'variable', name: text, at };
      case 'identifier':
        return this.#call();
      case 'keyword':
        return this.#control.keyword();
      case 'operator':
        return this.#bracketed();
      case 'end':
        throw this.#cursor.unexpected('a filter');
    }
  }

  #bracketed(): Node {
    const { at } = this.#cursor.token;
    if (this.#cursor.skip('..')) return { kind: 'descend' };
    if (this.#cursor.skip('.')) {
      if (this.#cursor.token.kind === 'quote') return this.#index(identity, this.#string('text'));
      if (this.#cursor.token.kind === 'identifier' || this.#cursor.token.kind === 'number')
        throw this.#cursor.badField(at);
      return this.#cursor.skip('[') ? this.#bracket(identity) : identity;
    }
    if (this.#cursor.skip('(')) {
      const body = this.pipe();
      this.#cursor.expect(')');
      return body;
    }
    if (this.#cursor.skip('[')) {
      if (this.#cursor.skip(']')) return { kind: 'literal', value: [] };
      const body = this.pipe();
      this.#cursor.expect(']');
      return { kind: 'array', body };
    }
    if (this.#cursor.skip('{')) return this.#objects.object();
    throw this.#cursor.unexpected('a filter');
  }

  #call(): Node {
    const { text: name, at } = this.#cursor.advance();
    this.#cursor.refuseQualified(name, at);
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    if (name === 'null') return { kind: 'literal', value: null };
    const args: Node[] = [];
    if (this.#cursor.skip('(')) {
      do args.push(this.pipe());
      while (this.#cursor.skip(';'));
      this.#cursor.expect(')');
    }
    return { kind: 'call', name, args, at };
  }

  #string(format: string, from = this.#cursor.token.at): Node {
    const opened = this.#cursor.token.at;
    const parts: (string | Node)[] = [];
    for (;;) {
      const { text, interpolation } = this.#cursor.text(opened);
      if (text !== '') parts.push(text);
      if (!interpolation) break;
      this.#cursor.advance();
      parts.push(this.pipe());
      if (!this.#cursor.is(')')) throw this.#cursor.unexpected(')');
    }
    this.#cursor.advance();
    if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', value: parts.join('') };
    return { kind: 'text', format, parts, at: from };
  }

  location(at: number): Node {
    const line = this.#cursor.source.slice(0, at).split('\n').length;
    return { kind: 'literal', value: { file: '<top-level>', line } };
  }
}
