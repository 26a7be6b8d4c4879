import { ExpressionError } from '../../expression.ts';

const CELLS = 3;

/** Most cells: 1.3 million things to go back to. */
const MAX_CELLS = 4 * 1024 * 1024;

/** Third cell of an entry: what remains to be tried when it is taken. Values from 0 are the least position of a run. */
const PLAIN = -1;
/** Bounds of lazy runs are written below this. */
const LAZY = -2;

/**
 * What a match can go back to. An entry is one of
 * - a place to go on: a pc and a position;
 * - a greedy run: the pc after it and its last position, tried again and again one character shorter;
 * - a lazy run: its own pc and position, and the last position it may reach;
 * - an undo: a slot and the value that it had.
 */
export class Stack {
  readonly #cells: number[] = [];
  /** In cells. */
  height = 0;
  /** What `resume` found: where to go on, and for a lazy run how far it may still go. */
  pc = 0;
  position = 0;
  limit = PLAIN;

  place(pc: number, position: number): void {
    this.#push(pc, position, PLAIN);
  }

  greedy(pc: number, from: number, position: number): void {
    this.#push(pc, position, from);
  }

  lazy(pc: number, position: number, limit: number): void {
    this.#push(pc, position, LAZY - limit);
  }

  undo(slot: number, value: number): void {
    this.#push(-1 - slot, value, PLAIN);
  }

  /** Goes back to the last entry that leads on, and sets the slots as they were. False when there is none. */
  resume(slots: number[]): boolean {
    const cells = this.#cells;
    while (this.height > 0) {
      const at = this.height - CELLS;
      const pc = cells[at] as number;
      const position = cells[at + 1] as number;
      const extra = cells[at + 2] as number;
      if (pc < 0) {
        slots[-1 - pc] = position;
        this.height = at;
        continue;
      }
      this.pc = pc;
      this.limit = PLAIN;
      if (extra >= 0 && position - 1 > extra) cells[at + 1] = position - 1;
      else this.height = at;
      if (extra <= LAZY) this.limit = LAZY - extra;
      this.position = extra >= 0 ? position - 1 : position;
      return true;
    }
    return false;
  }

  /** Gives up every way on above a height; the undos stay. Returns how many entries were looked through. */
  cut(height: number): number {
    const cells = this.#cells;
    const top = this.height;
    let kept = height;
    for (let at = height; at < top; at += CELLS) {
      if ((cells[at] as number) >= 0) continue;
      cells[kept] = cells[at] as number;
      cells[kept + 1] = cells[at + 1] as number;
      kept += CELLS;
    }
    this.height = kept;
    return (top - height) / CELLS;
  }

  /** Goes back to a height, and sets the slots as they were there. Returns how many entries were looked through. */
  unwind(height: number, slots: number[]): number {
    const cells = this.#cells;
    const top = this.height;
    for (let at = top - CELLS; at >= height; at -= CELLS) {
      const pc = cells[at] as number;
      if (pc < 0) slots[-1 - pc] = cells[at + 1] as number;
    }
    this.height = height;
    return (top - height) / CELLS;
  }

  #push(first: number, second: number, third: number): void {
    const at = this.height;
    if (at >= MAX_CELLS) throw new ExpressionError('Regex failure: match-stack limit over');
    const cells = this.#cells;
    cells[at] = first;
    cells[at + 1] = second;
    cells[at + 2] = third;
    this.height = at + CELLS;
  }
}
