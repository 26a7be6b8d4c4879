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

/** By their own text, so that a token's text is the same string each time and quick to compare. */
const keywords = new Map(
  '__loc__ and as break catch def elif else end foreach if import include label module or reduce then try'
    .split(' ')
    .map((word) => [word, word]),
);

/** Longest keyword. */
const KEYWORD = 7;

/** Operators by the code of their first character, longest first. */
const operators: (readonly string[] | undefined)[] = Array.from({ length: 128 });
for (const operator of '?// //= == != <= >= // |= += -= *= /= %= .. . [ ] ( ) { } | , : ; = < > + - * / % ? $'.split(
  ' ',
)) {
  const first = operator.charCodeAt(0);
  operators[first] = [...(operators[first] ?? []), operator];
}

/** What a character can be part of; nothing beyond ASCII can. */
const LETTER = 1;
const DIGIT = 2;
const BLANK = 3;
const classes = new Uint8Array(128);
for (const [characters, kind] of [
  ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', LETTER],
  ['0123456789', DIGIT],
  [' \t\r\n', BLANK],
] as const) {
  for (const character of characters) classes[character.charCodeAt(0)] = kind;
}

/** 0 for what is none of these, also behind the end. */
function classOf(code: number): number {
  return code < 128 ? (classes[code] ?? 0) : 0;
}

const QUOTE = 0x22;
const HASH = 0x23;
const DOLLAR = 0x24;
const DOT = 0x2e;
const COLON = 0x3a;
const AT = 0x40;

const blank = /(?:[ \t\r\n]|#(?:\\(?:\\|\r?\n)|[^\r\n\\]|\\(?!\r?\n|\\)|\r(?!\n))*)+/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const plainText = /[^"\\]+/y;

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
    const at = this.#skipBlanks();
    const { source } = this;
    if (at >= source.length) return { kind: 'end', text: '', at };
    const first = source.charCodeAt(at);
    switch (classOf(first)) {
      case LETTER:
        return this.#word(at);
      case DIGIT:
        return { kind: 'number', text: this.#match(number) ?? '', at };
    }
    switch (first) {
      case QUOTE:
        this.#offset++;
        return { kind: 'quote', text: '"', at };
      case DOT:
        if (this.#classAt(at + 1) === DIGIT) {
          return { kind: 'number', text: this.#match(number) ?? '', at };
        }
        return this.#sigil('field', at) ?? this.#operator(first, at);
      case DOLLAR:
        return this.#sigil('variable', at) ?? this.#operator(first, at);
      case AT:
        return this.#sigil('format', at) ?? this.#operator(first, at);
      default:
        return this.#operator(first, at);
    }
  }

  #classAt(index: number): number {
    return classOf(this.source.charCodeAt(index));
  }

  #skipBlanks(): number {
    let at = this.#offset;
    while (this.#classAt(at) === BLANK) at++;
    this.#offset = at;
    if (this.source.charCodeAt(at) === HASH) this.#match(blank);
    return this.#offset;
  }

  #word(at: number): Token {
    const text = this.#take(at, this.#endOfWord(at));
    const keyword = text.length <= KEYWORD ? keywords.get(text) : undefined;
    if (keyword === undefined) return { kind: 'identifier', text, at };
    return { kind: 'keyword', text: keyword, at };
  }

  /** A name after `.`, `$` or `@`; undefined where none follows. */
  #sigil(kind: 'field' | 'variable' | 'format', at: number): Token | undefined {
    const begin = at + 1;
    if (this.#classAt(begin) !== LETTER) return undefined;
    const end = kind === 'field' ? this.#endOfName(begin) : this.#endOfWord(begin);
    return { kind, text: this.#take(begin, end), at };
  }

  #endOfName(begin: number): number {
    let end = begin + 1;
    for (;;) {
      const kind = this.#classAt(end);
      if (kind !== LETTER && kind !== DIGIT) return end;
      end++;
    }
  }

  /** A name, or several with `::` between. */
  #endOfWord(begin: number): number {
    const { source } = this;
    let end = this.#endOfName(begin);
    while (
      source.charCodeAt(end) === COLON &&
      source.charCodeAt(end + 1) === COLON &&
      this.#classAt(end + 2) === LETTER
    ) {
      end = this.#endOfName(end + 2);
    }
    return end;
  }

  #take(begin: number, end: number): string {
    this.#offset = end;
    return this.source.slice(begin, end);
  }

  #operator(first: number, at: number): Token {
    const candidates = operators[first];
    if (candidates !== undefined) {
      for (const text of candidates) {
        if (text.length > 1 && !this.source.startsWith(text, at)) continue;
        this.#offset = at + text.length;
        return { kind: 'operator', text, at };
      }
    }
    throw this.#unexpected(at);
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

  #unexpected(at: number): Error {
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
    return syntaxError(this.source, at, `Unexpected character ${whole}`, hints[this.source.charAt(at)]);
  }
}
