import type { Run } from '../run.ts';
import type { CharSet } from './charset.ts';
import { skipTo } from './first.ts';
import { sameFold } from './folding.ts';
import { Memo } from './memo.ts';
import { isAt, placeNames, wordSet } from './place.ts';
import { op, type Program, type Repetition, WIDTH } from './program.ts';
import { Stack } from './stack.ts';
import { byteLength } from './text.ts';

/** Small pieces of work (an instruction, a character passed over) that one step of the evaluation pays for. */
const WORK_PER_STEP = 5;
const STEPS_AT_ONCE = 16;
/** Work in one search before it begins to remember what it tried: usual patterns never come so far. */
const PATIENCE = 4_000;

export interface SearchOptions {
  /** Takes the longest match of all in the text, not the first. */
  readonly longest: boolean;
  /** Does not take empty matches. */
  readonly nonEmpty: boolean;
}

/**
 * Matches a program against a text by trying and going back, as Oniguruma does, so that it finds the same. Three
 * things keep that bounded: what a match goes back to lies on a stack of its own; a search that takes long remembers
 * what it tried; and all work is paid for.
 *
 * Between searches only `slots` counts: the borders of the match (0 and 1) and of its groups, -1 for none.
 */
export class Matcher {
  slots: number[];
  readonly #program: Program;
  readonly #points: Uint32Array;
  readonly #options: SearchOptions;
  readonly #run: Run;
  readonly #stack = new Stack();
  readonly #word: CharSet;
  /** The slots of the longest match, and its length in bytes. */
  #best: number[] = [];
  #bestLength = -1;
  #memo: Memo | undefined;
  #searchStart = 0;
  /** Work paid for and not yet done, and what this search may do before it begins to remember. */
  #paid = 0;
  #patience = 0;

  constructor(program: Program, points: Uint32Array, options: SearchOptions, run: Run) {
    this.#program = program;
    this.#points = points;
    this.#options = options;
    this.#run = run;
    this.slots = new Array<number>(program.slots).fill(-1);
    this.#word = wordSet(run);
  }

  /** Finds the next match from a position on. */
  search(from: number): boolean {
    const { first, anchored } = this.#program;
    const points = this.#points;
    this.#searchStart = from;
    this.#memo = undefined;
    this.#best = [];
    this.#bestLength = -1;
    this.#patience = PATIENCE + 2 * (points.length - from);
    const last = anchored ? 0 : points.length;
    for (let start = from; start <= last; start++) {
      if (first !== undefined) {
        start = this.#skip(start, first);
        if (start >= points.length) break;
      }
      if (this.#attempt(start)) return true;
    }
    if (this.#bestLength < 0) return false;
    this.slots = this.#best;
    return true;
  }

  /** The next position with a character that a match may begin with. */
  #skip(from: number, first: Uint8Array): number {
    const at = skipTo(this.#points, from, first);
    this.#work((at - from) >> 2);
    return at;
  }

  #work(amount: number): void {
    this.#paid -= amount;
    if (this.#paid < 0) this.#pay();
  }

  #pay(): void {
    const steps = STEPS_AT_ONCE + Math.ceil(-this.#paid / WORK_PER_STEP);
    this.#run.spend(steps);
    this.#paid += steps * WORK_PER_STEP;
    this.#patience -= steps * WORK_PER_STEP;
    if (this.#patience >= 0) return;
    this.#patience = Number.POSITIVE_INFINITY;
    this.#memo = Memo.for(this.#program.memos, this.#searchStart, this.#points.length);
    if (this.#memo !== undefined) this.#run.scan(this.#memo.bytes);
  }

  #attempt(start: number): boolean {
    const { code, sets, repetitions } = this.#program;
    const points = this.#points;
    const stack = this.#stack;
    const slots = this.slots;
    stack.height = 0;
    slots.fill(-1);
    slots[0] = start;
    let pc = 0;
    let at = start;
    for (;;) {
      if (--this.#paid < 0) this.#pay();
      const a = code[pc + 1] as number;
      let fits = true;
      switch (code[pc]) {
        case op.char:
          fits = points[at] === a;
          at++;
          break;
        case op.set:
          fits = at < points.length && (sets[a] as CharSet).has(points[at] as number, this.#run);
          at++;
          break;
        case op.repeat: {
          const repetition = repetitions[code[pc + 2] as number] as Repetition;
          at = this.#repeat(pc, sets[a] as CharSet, repetition, at);
          fits = at >= 0;
          break;
        }
        case op.split: {
          const memo = code[pc + 3] as number;
          fits = this.#memo === undefined || memo < 0 || this.#memo.first(memo, at);
          if (!fits) break;
          stack.place(code[pc + 2] as number, at);
          pc = a;
          continue;
        }
        case op.jump:
          pc = a;
          continue;
        case op.save:
          stack.undo(a, slots[a] as number);
          slots[a] = at;
          break;
        case op.forget:
          stack.undo(a, slots[a] as number);
          slots[a] = -1;
          break;
        case op.place:
          fits = isAt(placeNames[a], points, at, this.#searchStart, this.#word, this.#run);
          break;
        case op.leaveEmpty:
          if (slots[a] !== at) break;
          pc = code[pc + 2] as number;
          continue;
        case op.enterAtomic:
          slots[a] = stack.height;
          break;
        case op.leaveAtomic:
          this.#work(stack.cut(slots[a] as number));
          break;
        case op.enterLook:
          slots[a] = stack.height;
          slots[a + 1] = at;
          at -= code[pc + 2] as number;
          fits = at >= 0;
          break;
        case op.leaveLook:
          this.#work(stack.cut(slots[a] as number));
          at = slots[a + 1] as number;
          break;
        case op.enterNegative:
          slots[a] = stack.height;
          stack.place(code[pc + 3] as number, at);
          at -= code[pc + 2] as number;
          fits = at >= 0;
          break;
        case op.leaveNegative:
          this.#work(stack.unwind(slots[a] as number, slots));
          fits = false;
          break;
        case op.reference:
          at = this.#reference(a, code[pc + 2] === 1, at);
          fits = at >= 0;
          break;
        case op.condition:
          if (this.#captured(a)) break;
          pc = code[pc + 2] as number;
          continue;
        case op.accept:
          if (this.#accept(start, at)) return true;
          fits = false;
          break;
        default:
          fits = false;
      }
      if (fits) {
        pc += WIDTH;
        continue;
      }
      if (!stack.resume(slots)) return false;
      pc = stack.pc;
      at = stack.position;
      if (stack.limit < 0) continue;
      this.#offer(pc, sets[code[pc + 1] as number] as CharSet, ++at, stack.limit);
      pc += WIDTH;
    }
  }

  /** One character again and again. Returns where it ends at first, or -1. */
  #repeat(pc: number, set: CharSet, { min, max, mode }: Repetition, from: number): number {
    const memo = this.#program.code[pc + 3] as number;
    if (this.#memo !== undefined && memo >= 0) return this.#repeatOnce(pc, set, mode, from, memo, this.#memo);
    const points = this.#points;
    const limit = Math.min(points.length, from + max);
    if (mode === 'lazy') {
      this.#offer(pc, set, from, limit);
      return from;
    }
    let at = from;
    while (at < limit && set.has(points[at] as number, this.#run)) at++;
    this.#work((at - from) >> 1);
    if (at - from < min) return -1;
    if (mode === 'greedy' && at > from) this.#stack.greedy(pc + WIDTH, from, at);
    return at;
  }

  /** As `repeat`, character by character, so that each is noted. */
  #repeatOnce(
    pc: number,
    set: CharSet,
    mode: Repetition['mode'],
    from: number,
    memo: number,
    tried: Memo,
  ): number {
    const points = this.#points;
    for (let at = from; ; at++) {
      if (!tried.first(memo, at)) return -1;
      this.#work(2);
      if (at >= points.length || !set.has(points[at] as number, this.#run)) return at;
      if (mode === 'greedy') this.#stack.place(pc + WIDTH, at);
      if (mode !== 'lazy') continue;
      this.#stack.place(pc, at + 1);
      return at;
    }
  }

  /** Notes that a lazy run may take one character more. */
  #offer(pc: number, set: CharSet, at: number, limit: number): void {
    if (at < limit && set.has(this.#points[at] as number, this.#run)) this.#stack.lazy(pc, at, limit);
  }

  /** Passes over what one of the groups captured. Returns -1 where it does not stand here. */
  #reference(list: number, fold: boolean, from: number): number {
    const groups = this.#program.groupLists[list] ?? [];
    for (let index = groups.length - 1; index >= 0; index--) {
      const group = groups[index] as number;
      const begin = this.slots[2 * group] as number;
      const end = this.slots[2 * group + 1] as number;
      if (begin >= 0 && end >= 0 && this.#repeats(begin, end, from, fold)) return from + end - begin;
    }
    return -1;
  }

  #repeats(begin: number, end: number, from: number, fold: boolean): boolean {
    const points = this.#points;
    if (from + end - begin > points.length) return false;
    for (let at = begin; at < end; at++) {
      this.#work(1);
      const left = points[at] as number;
      const right = points[from + at - begin] as number;
      if (left !== right && !(fold && sameFold(left, right))) return false;
    }
    return true;
  }

  #captured(list: number): boolean {
    const groups = this.#program.groupLists[list] ?? [];
    return groups.some((group) => (this.slots[2 * group + 1] as number) >= 0);
  }

  /** Takes a match; false when others are to be tried. */
  #accept(start: number, end: number): boolean {
    if (this.#options.nonEmpty && end === start) return false;
    this.slots[1] = end;
    if (!this.#options.longest) return true;
    // In bytes, as in jq.
    this.#work(end - start);
    const length = byteLength(this.#points, start, end);
    if (length > this.#bestLength) {
      this.#bestLength = length;
      this.#best = this.slots.slice();
    }
    return false;
  }
}
