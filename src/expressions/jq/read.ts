import type { Json } from '../../json/json.ts';
import { MAX_PATH } from './limits.ts';
import { Raised } from './run.ts';
import { put } from './values.ts';

const token =
  /[ \t\r\n]*(?:([[\]{},:])|("(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))|([-+]?[A-Za-z]\w*))/y;

/**
 * Reads the one JSON value of a text, as `fromjson` does: also `nan`, `Infinity`, and numbers such as `.5` and `+1`.
 * Works without recursion. @throws Raised with jq's words where it knows them.
 */
export function read(text: string): Json {
  return new Reader(text).value();
}

interface Open {
  readonly array: Json[] | undefined;
  readonly object: Record<string, Json> | undefined;
  key: string | undefined;
}

class Reader {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  value(): Json {
    const stack: Open[] = [];
    for (;;) {
      let done = this.#start(stack);
      while (done !== undefined) {
        const open = stack.at(-1);
        if (open === undefined) {
          this.#end();
          return done.value;
        }
        if (open.array !== undefined) open.array.push(done.value);
        else if (open.object !== undefined && open.key !== undefined) put(open.object, open.key, done.value);
        done = this.#separator(stack, open);
      }
    }
  }

  /** Reads a scalar or an empty container, or opens a container. */
  #start(stack: Open[]): { readonly value: Json } | undefined {
    const [mark, string, number, word] = this.#next();
    if (string !== undefined) return { value: this.#string(string) };
    if (number !== undefined) return { value: Number(number) };
    if (word !== undefined) return { value: this.#word(word) };
    if (mark !== '[' && mark !== '{') {
      throw this.#error(
        mark === ']' && stack.length > 0 ? 'Expected another array element' : 'Expected JSON value',
      );
    }
    if (stack.length >= MAX_PATH) throw this.#error('Exceeds depth limit for parsing');
    const before = this.#offset;
    const [close] = this.#next();
    if (mark === '[') {
      if (close === ']') return { value: [] };
      this.#offset = before;
      stack.push({ array: [], object: undefined, key: undefined });
      return undefined;
    }
    if (close === '}') return { value: {} };
    this.#offset = before;
    stack.push({ array: undefined, object: {}, key: this.#key() });
    return undefined;
  }

  /** After a value: goes on to the next one, or closes the container, which then is the value. */
  #separator(stack: Open[], open: Open): { readonly value: Json } | undefined {
    const [mark] = this.#next();
    if (mark === ',') {
      if (open.object !== undefined) open.key = this.#key();
      return undefined;
    }
    if (mark === ']' && open.array !== undefined) {
      stack.pop();
      return { value: open.array };
    }
    if (mark === '}' && open.object !== undefined) {
      stack.pop();
      return { value: open.object };
    }
    throw this.#error('Expected separator between values');
  }

  #key(): string {
    const [, string] = this.#next();
    if (string === undefined) throw this.#error('Object keys must be strings');
    const [colon] = this.#next();
    if (colon !== ':') throw this.#error('Objects must consist of key:value pairs');
    return this.#string(string);
  }

  #string(quoted: string): string {
    try {
      return JSON.parse(quoted);
    } catch {
      throw this.#error('Invalid string: control characters from U+0000 through U+001F must be escaped');
    }
  }

  #word(word: string): Json {
    switch (word.replace(/^[-+]/, '').toLowerCase()) {
      case 'nan':
        return Number.NaN;
      case 'infinity':
        return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    }
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null') return null;
    throw this.#error(/^nan/i.test(word) ? 'Invalid numeric literal' : 'Invalid literal');
  }

  #next(): readonly (string | undefined)[] {
    token.lastIndex = this.#offset;
    const found = token.exec(this.#text);
    if (found === null) throw this.#invalid();
    this.#offset = token.lastIndex;
    return found.slice(1);
  }

  #end(): void {
    if (this.#text.slice(this.#offset).trim() !== '') {
      throw new Raised(`Unexpected extra JSON values (while parsing '${this.#text}')`);
    }
  }

  #invalid(): Raised {
    const rest = this.#text.slice(this.#offset).trimStart();
    if (rest.startsWith("'")) {
      const close = this.#text.indexOf("'", this.#text.length - rest.length + 1);
      this.#offset = close === -1 ? this.#text.length : close + 2;
      return this.#error(`Invalid string literal; expected ", but got '`);
    }
    if (this.#text.trim() === '') return new Raised(`Expected JSON value (while parsing '${this.#text}')`);
    return this.#error(rest === '' ? 'Unfinished JSON term' : 'Invalid literal');
  }

  #error(problem: string): Raised {
    const before = this.#text.slice(0, this.#offset);
    const lines = before.split('\n');
    const where = this.#offset >= this.#text.length ? ' at EOF' : '';
    const place = `line ${lines.length}, column ${lines.at(-1)?.length ?? 0}`;
    const text = this.#text.length > 200 ? `${this.#text.slice(0, 200)}...` : this.#text;
    return new Raised(`${problem}${where} at ${place} (while parsing '${text}')`);
  }
}
