import type { Json } from '../../json/json.ts';
import { MAX_PATH } from './limits.ts';
import { Raised, type Run } from './run.ts';
import { put } from './values.ts';

/** Escapes of surrogates, which jq takes only in pairs. */
const surrogate = /\\u[dD][89a-fA-F]/;

/** Characters whose first byte is that of a byte order mark, which jq takes them for. */
const otherMark = /^[\uf000-\ufefe\uff00-\uffff]/;

/**
 * Reads the one JSON value of a text, as `fromjson` does: also `nan`, `Infinity`, and numbers such as `.5` and `+1`.
 * Every piece is paid for where there is a run. @throws Raised with jq's words.
 */
export function read(text: string, run?: Run): Json {
  const depth = nesting(text);
  run?.spend(depth);
  // What does not nest too deeply the engine's own parser may have.
  if (depth <= MAX_PATH && !surrogate.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // Not JSON, or JSON as only jq takes it.
    }
  }
  if (otherMark.test(text)) throw new Raised(`Malformed BOM (while parsing '${text}')`);
  return new Reader(text, run).value();
}

/** How deeply a JSON text nests. */
function nesting(text: string): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) quoted = !quoted;
    else if (unit === BACKSLASH) index++;
    else if (quoted) continue;
    // Brackets and braces differ in one bit; of both kinds the closing one is two further.
    else if ((unit | 0x20) === OPENING) most = Math.max(most, ++depth);
    else if ((unit | 0x20) === OPENING + 2) depth--;
  }
  return most;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = 0x7b;

/** A number as jq reads it; undefined for what is none. */
export function readNumber(text: string): number | undefined {
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return Number(text);
  const [, sign, word = ''] = /^([-+]?)(s?nan|inf|infinity)$/i.exec(text) ?? [];
  if (word === '') return undefined;
  if (/nan/i.test(word)) return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

interface Open {
  readonly array: Json[] | undefined;
  readonly object: Record<string, Json> | undefined;
  /** Of an object: the key whose value comes next. */
  key: string | undefined;
}

const part = /([^ \t\r\n"[\]{},:]+)|("[^"\\]*(?:\\.[^"\\]*)*"?)|./sy;

/** What may not stand in a string, and what stands for something else. */
const special =
  /[^ -\uffff]|\\u([dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\(.)/gs;

/**
 * Reads as jq's own parser does, piece by piece: what was read and not yet used waits in `#next`, and every mark
 * judges it. So the first thing that is wrong, and where it is noticed, are jq's. Works without recursion.
 */
class Reader {
  readonly #source: string;
  /** Without a byte order mark, which counts nowhere. */
  readonly #text: string;
  readonly #run: Run | undefined;
  readonly #stack: Open[] = [];
  #next: Json | undefined;
  #result: Json | undefined;
  /** How much was looked at, for messages. */
  #offset = 0;
  #ended = false;
  #extra = false;

  constructor(text: string, run: Run | undefined) {
    this.#run = run;
    this.#source = text;
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  value(): Json {
    let literal = '';
    part.lastIndex = 0;
    for (let found = part.exec(this.#text); found !== null; found = part.exec(this.#text)) {
      const [piece, word, string] = found;
      this.#run?.step();
      const begin = this.#offset;
      if (word !== undefined) {
        this.#offset = begin + piece.length;
        literal = word;
        continue;
      }
      // The quote or mark after a literal is where the literal is judged.
      this.#offset = begin + 1;
      if (literal !== '') this.#take(this.#literal(literal));
      literal = '';
      this.#deliver(string === undefined ? 'before a mark' : undefined);
      this.#offset = begin + piece.length;
      if (string !== undefined) this.#string(string);
      else this.#mark(piece);
      this.#deliver();
      part.lastIndex = this.#offset;
    }
    this.#ended = true;
    if (literal !== '') this.#take(this.#literal(literal));
    if (this.#stack.length > 0) throw this.#error('Unfinished JSON term');
    this.#deliver();
    if (this.#result === undefined) throw this.#failure('Expected JSON value');
    return this.#result;
  }

  /** At the top, a value is done as soon as it is read. A second one is an error, after what the mark has to say. */
  #deliver(when?: 'before a mark'): void {
    if (this.#stack.length === 0 && this.#next !== undefined) {
      this.#extra = this.#result !== undefined;
      this.#result = this.#next;
      this.#next = undefined;
    }
    if (this.#extra && when === undefined) throw this.#failure('Unexpected extra JSON values');
  }

  #take(value: Json): void {
    if (this.#next !== undefined) throw this.#error('Expected separator between values');
    this.#next = value;
  }

  #literal(word: string): Json {
    const [first] = word;
    if (first === "'") throw this.#error(`Invalid string literal; expected ", but got '`);
    if (first === 't' || first === 'f' || word.startsWith('nu')) {
      if (word === 'true') return true;
      if (word === 'false') return false;
      if (word === 'null') return null;
      throw this.#error('Invalid literal');
    }
    const number = readNumber(word.replace(/\0.*$/s, ''));
    if (number === undefined) throw this.#error('Invalid numeric literal');
    return number;
  }

  #mark(mark: string): void {
    const open = this.#stack.at(-1);
    if (mark === '[' || mark === '{') this.#open(mark);
    else if (mark === ':') this.#colon(open);
    else if (mark === ',') {
      if (this.#next === undefined) throw this.#error("Expected value before ','");
      this.#add(open, this.#next);
    } else if (mark === ']') {
      if (open?.array === undefined) throw this.#error("Unmatched ']'");
      if (this.#next !== undefined) this.#add(open, this.#next);
      else if (open.array.length > 0) throw this.#error('Expected another array element');
      this.#close(open.array);
    } else if (mark === '}') this.#closeObject(open);
  }

  #closeObject(open: Open | undefined): void {
    if (open === undefined) throw this.#error("Unmatched '}'");
    if (this.#next !== undefined) {
      if (open.key === undefined) throw this.#error('Objects must consist of key:value pairs');
      this.#add(open, this.#next);
    } else if (open.object === undefined || open.key !== undefined) throw this.#error("Unmatched '}'");
    else if (Object.keys(open.object).length > 0) throw this.#error('Expected another key-value pair');
    this.#close(open.object ?? {});
  }

  #open(mark: '[' | '{'): void {
    if (this.#stack.length >= MAX_PATH) throw this.#error('Exceeds depth limit for parsing');
    if (this.#next !== undefined) throw this.#error('Expected separator between values');
    const array = mark === '[' ? [] : undefined;
    this.#stack.push({ array, object: array === undefined ? {} : undefined, key: undefined });
  }

  #colon(open: Open | undefined): void {
    if (this.#next === undefined) throw this.#error("Expected string key before ':'");
    if (open?.object === undefined || open.key !== undefined)
      throw this.#error("':' not as part of an object");
    if (typeof this.#next !== 'string') throw this.#error('Object keys must be strings');
    open.key = this.#next;
    this.#next = undefined;
  }

  #add(open: Open | undefined, value: Json): void {
    if (open?.array !== undefined) open.array.push(value);
    else if (open?.object !== undefined && open.key !== undefined) {
      put(open.object, open.key, value);
      open.key = undefined;
    } else throw this.#error('Objects must consist of key:value pairs');
    this.#next = undefined;
  }

  #close(value: Json): void {
    this.#stack.pop();
    this.#next = value;
  }

  #string(quoted: string): void {
    if (!/."$/s.test(quoted) || /(?<!\\)(?:\\\\)*\\"$/.test(quoted)) {
      this.#ended = true;
      this.#offset = this.#text.length;
      throw this.#error('Unfinished string');
    }
    this.#take(
      quoted
        .slice(1, -1)
        .replace(
          special,
          (piece, pair: string | undefined, unit: string | undefined, letter: string | undefined) => {
            if (pair !== undefined) return character(pair.slice(0, 4)) + character(pair.slice(6));
            if (unit !== undefined) return this.#unit(unit);
            if (letter === undefined) {
              throw this.#error(
                'Invalid string: control characters from U+0000 through U+001F must be escaped',
              );
            }
            const plain = escapes.get(letter);
            if (plain !== undefined) return plain;
            throw this.#error(piece === '\\u' ? 'Invalid \\uXXXX escape' : 'Invalid escape');
          },
        ),
    );
  }

  #unit(digits: string): string {
    if (/^d[89ab]/i.test(digits)) throw this.#error('Invalid \\uXXXX\\uXXXX surrogate pair escape');
    return /^d[c-f]/i.test(digits) ? '\ufffd' : character(digits);
  }

  /** An error with its place: lines, and columns in bytes. */
  #error(problem: string): Raised {
    const before = this.#text.slice(0, this.#offset).split('\n');
    const ended = this.#ended ? ' at EOF' : '';
    const column = Buffer.byteLength(before.at(-1) ?? '');
    return this.#failure(`${problem}${ended} at line ${before.length}, column ${column}`);
  }

  #failure(problem: string): Raised {
    return new Raised(`${problem} (while parsing '${this.#source.replace(/\0.*$/s, '')}')`);
  }
}

const escapes = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function character(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16));
}
