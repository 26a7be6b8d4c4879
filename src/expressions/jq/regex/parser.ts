import type { Run } from '../run.ts';
import { CharSet, type Range } from './charset.ts';
import { readClass, readProperty, shorthand } from './class.ts';
import { Cursor } from './cursor.ts';
import { codeOf, noCharacter, readEscape } from './escape.ts';
import { cases } from './folding.ts';
import { readGroup } from './group.ts';
import { readQuantifier } from './quantifier.ts';
import { backReference, type Groups, namedReference } from './reference.ts';
import { RegexRefusal, type RegexSyntaxError } from './syntax-error.ts';
import { canRepeat, choice, type Node, nothing, type Place, sequence } from './tree.ts';

/** The flags that hold at a place of the pattern. */
export interface Flags {
  /** Letters match in every case. */
  readonly fold: boolean;
  /** Blanks and comments are passed over. */
  readonly extended: boolean;
  /** `.` matches a line end. */
  readonly dotAll: boolean;
  /** `^` and `$` match at every line. */
  readonly lines: boolean;
}

/** How deep groups may nest. */
const MAX_DEPTH = 200;

const places: Readonly<Record<string, Place>> = {
  A: 'text start',
  z: 'text end',
  Z: 'last line end',
  G: 'search start',
  b: 'word border',
  B: 'no word border',
};

const newline: Range = [10, 10];
const lineEnds: readonly Range[] = [
  [10, 13],
  [0x85, 0x85],
  [0x2028, 0x2029],
];

/**
 * Reads a pattern in the syntax that jq gives to Oniguruma: Perl's, with named groups, which do not keep the others
 * from capturing.
 * @throws RegexSyntaxError with Oniguruma's wording
 * @throws RegexRefusal
 */
export class Parser {
  readonly cursor: Cursor;
  readonly groups: Groups = { count: 0, names: new Map(), highest: 0, widths: new Map() };
  readonly #run: Run;
  flags: Flags;
  /** An error that counts only when the rest of the pattern has none. */
  complaint: RegexSyntaxError | undefined;
  #depth = 0;

  constructor(pattern: string, flags: Flags, run: Run) {
    this.cursor = new Cursor(pattern);
    this.flags = flags;
    this.#run = run;
  }

  parse(): Node {
    const tree = this.alternatives();
    if (!this.cursor.done) throw this.cursor.error('unmatched close parenthesis');
    if (this.complaint !== undefined) throw this.complaint;
    if (this.groups.highest > this.groups.count) throw this.cursor.error('invalid backref number/name');
    return tree;
  }

  /** Up to the end or a closing parenthesis. Flags set inside end with it. */
  alternatives(): Node {
    return choice(this.branches());
  }

  branches(): Node[] {
    if (++this.#depth > MAX_DEPTH) throw this.cursor.error('parse depth limit over');
    const { flags } = this;
    const branches = [this.#branch()];
    while (this.cursor.take('|')) branches.push(this.#branch());
    this.flags = flags;
    this.#depth--;
    return branches;
  }

  /** The rest of a group, with its closing parenthesis. */
  body(): Node {
    const body = this.alternatives();
    this.close();
    return body;
  }

  close(): void {
    if (!this.cursor.take(')')) throw this.cursor.error('end pattern with unmatched parenthesis');
  }

  #branch(): Node {
    const items: Node[] = [];
    for (;;) {
      this.#skip();
      const next = this.cursor.peek();
      if (next === '' || next === '|' || next === ')') return sequence(items);
      if (readQuantifier(this.cursor) !== undefined) {
        throw this.cursor.error('target of repeat operator is not specified');
      }
      const read = this.#item();
      const last = read.pop();
      if (last !== undefined) items.push(...read, this.#repeated(last));
    }
  }

  #repeated(target: Node): Node {
    let node = target;
    for (;;) {
      this.#skip();
      const quantifier = readQuantifier(this.cursor);
      if (quantifier === undefined) return node;
      if (!canRepeat(node)) throw this.cursor.error('target of repeat operator is invalid');
      const { min, max, lazy, possessive } = quantifier;
      if (min !== 1 || max !== 1) node = { kind: 'repeat', body: node, min, max, lazy };
      if (possessive) node = { kind: 'atomic', body: node };
    }
  }

  /** Passes over comments, and blanks where they do not count. */
  #skip(): void {
    const { cursor } = this;
    for (;;) {
      if (cursor.take('(?#')) this.#skipComment();
      else if (!this.flags.extended) return;
      else if (cursor.run(/^[ \t\n\r\f]/) === '') {
        if (!cursor.take('#')) return;
        cursor.run(/^[^\n]/);
      }
    }
  }

  #skipComment(): void {
    for (;;) {
      const char = this.cursor.next();
      if (char === '') throw this.cursor.error('end pattern in group');
      if (char === ')') return;
      if (char === '\\') this.cursor.next();
    }
  }

  /** One item; none for flags that hold from here; several for a quotation, whose last a quantifier repeats. */
  #item(): Node[] {
    const char = this.cursor.next();
    if (char === '(') return readGroup(this);
    if (char === '\\') return this.#escape();
    if (char === '[') return [{ kind: 'set', set: readClass(this.cursor, this.flags.fold, this.#run) }];
    if (char === '.') return [this.#set(this.flags.dotAll ? [] : [newline], true)];
    if (char === '^') return [this.#place(this.flags.lines ? 'line start' : 'text start')];
    if (char === '$') return [this.#place(this.flags.lines ? 'line end' : 'last line end')];
    return [this.#char(codeOf(char))];
  }

  #escape(): Node[] {
    const { cursor } = this;
    const letter = cursor.peek();
    if (letter === 'Q') return this.#quotation();
    if (letter >= '1' && letter <= '9') {
      const reference = backReference(cursor, this.groups, this.flags.fold);
      if (reference !== undefined) return [reference];
    }
    if (letter === 'k' && /^[<']/.test(cursor.peek(1))) {
      return [namedReference(cursor, this.groups, this.flags.fold)];
    }
    const special = this.#specialEscape(letter);
    if (special !== undefined) return [special];
    return [this.#char(readEscape(cursor))];
  }

  /** The escapes that stand for something other than one character. */
  #specialEscape(letter: string): Node | undefined {
    const { cursor } = this;
    const start = cursor.at++;
    const place = Object.hasOwn(places, letter) ? places[letter] : undefined;
    if (place !== undefined) return this.#place(place);
    const property = shorthand(letter);
    if (property !== undefined) return this.#properties([property]);
    switch (letter) {
      case 'p':
      case 'P':
        if (cursor.peek() === '{') return this.#properties([readProperty(cursor, letter)]);
        break;
      case 'R':
        return this.#generalNewline();
      case 'N':
        return this.#set([newline], true);
      case 'O':
        return this.#set([], true);
      case 'K':
        return { kind: 'keep' };
      case 'X':
      case 'y':
      case 'Y':
        throw new RegexRefusal(`text segments (\\${letter}) are not supported`);
      case 'g':
        if (/^[<']/.test(cursor.peek())) throw new RegexRefusal('calls of groups are not supported');
    }
    cursor.at = start;
    return undefined;
  }

  #quotation(): Node[] {
    const { cursor } = this;
    cursor.next();
    const items: Node[] = [];
    while (!cursor.done && !cursor.take('\\E')) items.push(this.#char(codeOf(cursor.next())));
    return items.length === 0 ? [nothing] : items;
  }

  /** `\R`: CR LF together, never divided, or one line end. */
  #generalNewline(): Node {
    const pair: Node = { kind: 'sequence', items: [13, 10].map((code) => ({ kind: 'char', code }) as const) };
    return { kind: 'atomic', body: { kind: 'choice', branches: [pair, this.#set(lineEnds, false)] } };
  }

  #char(code: number): Node {
    if (code === noCharacter) return { kind: 'never' };
    const all = this.flags.fold ? cases().get(code) : undefined;
    return all === undefined
      ? { kind: 'char', code }
      : this.#set(
          all.map((one) => [one, one] as const),
          false,
        );
  }

  #place(place: Place): Node {
    return { kind: 'place', place };
  }

  #set(ranges: readonly Range[], negative: boolean): Node {
    return { kind: 'set', set: new CharSet(ranges, [], negative, this.#run) };
  }

  #properties(properties: ConstructorParameters<typeof CharSet>[1]): Node {
    return { kind: 'set', set: new CharSet([], properties, false, this.#run) };
  }
}
