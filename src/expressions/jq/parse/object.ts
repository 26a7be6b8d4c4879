import type { Json } from '../../../json/json.ts';
import type { BinaryOperator, Node, ObjectEntry } from '../ast.ts';
import { syntaxError } from '../place.ts';
import { named, put } from '../values.ts';
import type { Cursor } from './cursor.ts';
import type { Parts } from './parts.ts';

/** `{…}` as a filter. */
export class ObjectGrammar {
  readonly #cursor: Cursor;
  readonly #parts: Parts;

  constructor(cursor: Cursor, parts: Parts) {
    this.#cursor = cursor;
    this.#parts = parts;
  }

  /** The entries after `{`, and `}`. */
  object(): Node {
    const entries: ObjectEntry[] = [];
    while (!this.#cursor.skip('}')) {
      entries.push(this.#entry());
      if (!this.#cursor.is('}') && !this.#cursor.skip(',')) {
        const whole = entries.at(-1)?.value !== undefined;
        throw this.#cursor.unexpected(whole ? ', or }' : ': or , or }');
      }
    }
    return { kind: 'object', entries };
  }

  #entry(): ObjectEntry {
    const { kind, text, at } = this.#cursor.token;
    if (kind === 'variable') {
      this.#cursor.advance();
      const value: Node =
        text === '__loc__' ? this.#parts.location(at) : { kind: 'variable', name: text, at };
      if (this.#cursor.is(':')) return { key: value, value: this.#entryValue() };
      return { key: { kind: 'literal', value: text }, value };
    }
    if (kind === 'identifier' || kind === 'keyword') {
      this.#cursor.advance();
      return {
        key: { kind: 'literal', value: text },
        value: this.#cursor.is(':') ? this.#entryValue() : undefined,
      };
    }
    if (kind === 'quote' || kind === 'format') {
      const key = this.#parts.head();
      if (key.kind === 'format') throw this.#cursor.unexpected('a string');
      return { key, value: this.#cursor.is(':') ? this.#entryValue() : undefined };
    }
    if (kind === 'number') {
      throw syntaxError(this.#cursor.source, at, 'May need parentheses around object key expression');
    }
    if (!this.#cursor.is('(')) throw this.#cursor.unexpected('an object key');
    return { key: computedKey(this.#cursor, this.#parts), value: this.#entryValue() };
  }

  /** The value of an entry: operators and pipes, but no comma and no `as`. */
  #entryValue(): Node {
    this.#cursor.expect(':');
    const left = this.#parts.expression();
    if (!this.#cursor.skip('|')) return left;
    const stages = [left];
    do stages.push(this.#parts.expression());
    while (this.#cursor.skip('|'));
    return stages.reduceRight((right, stage) => ({ kind: 'pipe', left: stage, right }));
  }
}

/** `(filter)` as a key. A constant that is no string is refused at once. */
export function computedKey(cursor: Cursor, parts: Parts): Node {
  cursor.expect('(');
  const { at } = cursor.token;
  const key = parts.pipe();
  cursor.expect(')');
  const value = constantOf(key);
  if (value !== undefined && typeof value !== 'string')
    throw syntaxError(cursor.source, at, `Cannot use ${named(value)} as object key`);
  return key;
}

/** The value of what jq takes for a constant: literals, arrays and objects of them, calculations with numbers. */
function constantOf(node: Node): Json | undefined {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'array':
      return node.body === undefined ? [] : listed(node.body);
    case 'object': {
      const object: Record<string, Json> = {};
      for (const { key, value } of node.entries) {
        const name = constantOf(key);
        const held = value === undefined ? undefined : constantOf(value);
        if (typeof name !== 'string' || held === undefined) return undefined;
        put(object, name, held);
      }
      return object;
    }
    case 'pipe':
      if (node.right.kind === 'identity') return constantOf(node.left);
      return node.left.kind === 'identity' ? constantOf(node.right) : undefined;
    case 'binary':
      return calculated(node.operator, constantOf(node.left), constantOf(node.right));
    default:
      return undefined;
  }
}

function listed(node: Node): Json[] | undefined {
  if (node.kind !== 'comma') {
    const value = constantOf(node);
    return value === undefined ? undefined : [value];
  }
  const left = listed(node.left);
  const right = listed(node.right);
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}

function calculated(
  operator: BinaryOperator,
  left: Json | undefined,
  right: Json | undefined,
): Json | undefined {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    default:
      return undefined;
  }
}
