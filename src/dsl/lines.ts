import type { Position } from '../problem/diagnostic.ts';

/** Turns offsets of a text into lines and columns, both from 1. Columns count UTF-16 units, as editors do. */
export class Lines {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#startOf(low) + 1 };
  }

  /** Offset of a line's first character; of the text's end for a line after the last. */
  start(line: number): number {
    return this.#starts[line - 1] ?? this.#length;
  }

  #startOf(line: number): number {
    return this.#starts[line] ?? 0;
  }
}
