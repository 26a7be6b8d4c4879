import { syntaxError } from '../place.ts';

export interface Token {
  readonly kind:
    | 'end'
    | 'number'
    | 'identifier'
    | 'keyword'
    | 'field'
    | 'variable'
    | 'format'
    | 'quote'
    | 'operator';
  /** The name without its `.`, `$` or `@`; the operator; the number as it was written. */
  readonly text: string;
  readonly at: number;
}

const keywords = new Set(
  '__loc__ and as break catch def elif else end foreach if import include label module or reduce then try'.split(
    ' ',
  ),
);

/** Operators by their first character, longest first. */
const operators = new Map<string, string[]>();
for (const operator of '?// //= == != <= >= // |= += -= *= /= %= .. . [ ] ( ) { } | , : ; = < > + - * / % ? $'.split(
  ' ',
)) {
  const first = operator.charAt(0);
  operators.set(first, [...(operators.get(first) ?? []), operator]);
}

const blank = /(?:[ \t\r\n]|#(?:\\(?:\\|\r?\n)|[^\r\n\\]|\\(?!\r?\n|\\)|\r(?!\n))*)+/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const fieldName = /[A-Za-z_]\w*/y;
const word = /[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*/y;
const plainText = /[^"\\]+/y;

const sigils = new Map<string, 'field' | 'variable' | 'format'>([
  ['.', 'field'],
  ['$', 'variable'],
  ['@', 'format'],
]);

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Cuts a filter into tokens, one at a time. Strings are read in turns with the parser: after a `quote` token the
 * parser asks for `text()`; where that ends at `\(` it parses a filter up to `)` and asks again.
 */
export class Lexer {
  readonly source: string;
  #offset = 0;

  constructor(source: string) {
    this.source = source;
  }

  next(): Token {
    let first = this.source.charAt(this.#offset);
    if (first <= ' ' || first === '#') {
      this.#match(blank);
      first = this.source.charAt(this.#offset);
    }
    const at = this.#offset;
    if (first === '') return { kind: 'end', text: '', at };
    if (first === '"') {
      this.#offset++;
      return { kind: 'quote', text: '"', at };
    }
    return this.#number(first, at) ?? this.#name(first, at) ?? this.#operator(first, at);
  }

  #number(first: string, at: number): Token | undefined {
    if (first !== '.' && (first < '0' || first > '9')) return undefined;
    const digits = this.#match(number);
    return digits === undefined ? undefined : { kind: 'number', text: digits, at };
  }

  /** A name, or one after `.`, `$` or `@`. */
  #name(first: string, at: number): Token | undefined {
    const kind = sigils.get(first);
    if (kind === undefined) {
      const name = this.#match(word);
      if (name === undefined) return undefined;
      return { kind: keywords.has(name) ? 'keyword' : 'identifier', text: name, at };
    }
    this.#offset++;
    const name = this.#match(kind === 'field' ? fieldName : word);
    if (name !== undefined) return { kind, text: name, at };
    this.#offset = at;
    return undefined;
  }

  #operator(first: string, at: number): Token {
    const operator = operators.get(first)?.find((candidate) => this.source.startsWith(candidate, at));
    if (operator === undefined) throw this.#unexpected(first, at);
    this.#offset += operator.length;
    return { kind: 'operator', text: operator, at };
  }

  /** The text up to the next interpolation or the closing quote. */
  text(opened: number): { readonly text: string; readonly interpolation: boolean } {
    let text = '';
    for (;;) {
      text += this.#match(plainText) ?? '';
      const at = this.#offset;
      const mark = this.source[at];
      if (mark === undefined) throw syntaxError(this.source, opened, 'This string is not closed');
      this.#offset++;
      if (mark === '"') return { text, interpolation: false };
      const escaped = this.source[this.#offset++] ?? '';
      if (escaped === '(') return { text, interpolation: true };
      if (escaped === 'u') text += this.#unicode(at);
      else {
        const plain = Object.hasOwn(escapes, escaped) ? escapes[escaped] : undefined;
        if (plain === undefined)
          throw syntaxError(this.source, at, `Invalid escape \\${escaped} in a string`);
        text += plain;
      }
    }
  }

  /** Takes back the second half of an operator, so that `?//` can be read as `?` and `//`. */
  rewind(offset: number): void {
    this.#offset = offset;
  }

  /** As in jq, the first half of a surrogate pair needs the second, and a second half alone is U+FFFD. */
  #unicode(at: number): string {
    const unit = this.#hexadecimal(at);
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit >= 0xdc00) return '\ufffd';
    const next = this.#offset;
    const low = this.source.startsWith('\\u', next) ? this.#hexadecimal(next, 2) : 0;
    if (low >= 0xdc00 && low <= 0xdfff) return String.fromCharCode(unit, low);
    throw syntaxError(this.source, at, 'Invalid \\uXXXX\\uXXXX surrogate pair escape');
  }

  #hexadecimal(at: number, skip = 0): number {
    this.#offset += skip;
    const digits = this.source.slice(this.#offset, this.#offset + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
      throw syntaxError(this.source, at, 'Invalid escape: \\u needs four hexadecimal digits');
    }
    this.#offset += 4;
    return Number.parseInt(digits, 16);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.source)?.[0];
    if (found !== undefined) this.#offset += found.length;
    return found;
  }

  #unexpected(character: string, at: number): Error {
    const hints: Readonly<Record<string, string>> = {
      "'": 'jq strings use double quotes',
      '&': 'write `and`',
      '!': 'write `| not`',
      '`': 'jq strings use double quotes',
      '“': 'jq strings use double quotes',
      '”': 'jq strings use double quotes',
      '‘': 'jq strings use double quotes',
      '’': 'jq strings use double quotes',
      '@': 'a format has a name, such as @json',
    };
    const whole = String.fromCodePoint(this.source.codePointAt(at) ?? 0);
    return syntaxError(this.source, at, `Unexpected character ${whole}`, hints[character]);
  }
}
