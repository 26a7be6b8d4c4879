import { RegexSyntaxError } from './syntax-error.ts';

export const isDigit = (char: string) => char >= '0' && char <= '9' && char.length === 1;

/** Reads a pattern by code points. */
export class Cursor {
  readonly #chars: readonly string[];
  at = 0;

  constructor(pattern: string) {
    this.#chars = Array.from(pattern);
  }

  get done(): boolean {
    return this.at >= this.#chars.length;
  }

  /** The character ahead, or an empty string at the end. */
  peek(ahead = 0): string {
    return this.#chars[this.at + ahead] ?? '';
  }

  next(): string {
    const char = this.peek();
    this.at++;
    return char;
  }

  /** Takes the text if it stands here. */
  take(text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      if (this.peek(index) !== text[index]) return false;
    }
    this.at += text.length;
    return true;
  }

  /** Takes characters while they pass, at most some. */
  run(passes: RegExp, most = Number.POSITIVE_INFINITY): string {
    let taken = '';
    while (taken.length < most && passes.test(this.peek())) taken += this.next();
    return taken;
  }

  /** The text from a place up to here. */
  since(start: number): string {
    return this.#chars.slice(start, this.at).join('');
  }

  /** Whether the character stands somewhere ahead. */
  ahead(char: string): boolean {
    return this.#chars.indexOf(char, this.at) >= 0;
  }

  error(message: string, at = this.at): RegexSyntaxError {
    return new RegexSyntaxError(message, at);
  }
}
