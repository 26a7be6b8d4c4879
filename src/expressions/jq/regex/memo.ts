/** Longest table, in bytes. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Remembers which instructions were tried at which positions. Without back-references what follows depends on nothing
 * else, and what was tried once and is tried again has failed: so nothing is done twice, and a match takes time in
 * proportion to the text.
 */
export class Memo {
  readonly #bits: Uint8Array;
  readonly #from: number;
  readonly #span: number;

  private constructor(bytes: number, from: number, span: number) {
    this.#bits = new Uint8Array(bytes);
    this.#from = from;
    this.#span = span;
  }

  /** A memo for positions of a part of the text; undefined when there is none, or it would be too large. */
  static for(instructions: number, from: number, to: number): Memo | undefined {
    const span = to - from + 1;
    const bytes = Math.ceil((instructions * span) / 8);
    return instructions === 0 || bytes > MAX_BYTES ? undefined : new Memo(bytes, from, span);
  }

  get bytes(): number {
    return this.#bits.length;
  }

  /** Notes a try. True when it is the first. */
  first(instruction: number, position: number): boolean {
    const index = instruction * this.#span + (position - this.#from);
    const cell = index >>> 3;
    const bit = 1 << (index & 7);
    const bits = this.#bits[cell] as number;
    if ((bits & bit) !== 0) return false;
    this.#bits[cell] = bits | bit;
    return true;
  }
}
