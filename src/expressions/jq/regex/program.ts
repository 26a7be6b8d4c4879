import type { CharSet } from './charset.ts';

/** Cells of an instruction: what it does, and up to three numbers. */
export const WIDTH = 4;

/** What an instruction does. `pc` is the index of an instruction's first cell, `slot` a number that the matcher keeps. */
export const op = {
  /** The text matches. */
  accept: 0,
  fail: 1,
  /** code */
  char: 2,
  /** set */
  set: 3,
  /** set, repetition: one character again and again; the third cell is its memo. */
  repeat: 4,
  /** pc first tried, pc tried after it; the third cell is its memo. */
  split: 5,
  /** pc */
  jump: 6,
  /** slot that takes the position. */
  save: 7,
  /** place */
  place: 8,
  /** slot with a position, pc to go on at when the position is still the same. */
  leaveEmpty: 9,
  /** slot that takes the height of the stack. */
  enterAtomic: 10,
  /** slot: gives up what was tried since `enterAtomic`. */
  leaveAtomic: 11,
  /** slot that takes the height (the next one takes the position), characters to step back. */
  enterLook: 12,
  /** slot: as `leaveAtomic`, and goes back to where the look began. */
  leaveLook: 13,
  /** slot, characters to step back, pc to go on at when the body does not match. */
  enterNegative: 14,
  /** slot: the body of a negative look matched, so the look fails. */
  leaveNegative: 15,
  /** groups, 1 to match in every case. */
  reference: 16,
  /** groups, pc to go on at when none has captured. */
  condition: 17,
  /** slot that takes no position: a group that is entered again has not captured until it ends. */
  forget: 18,
} as const;

export interface Repetition {
  readonly min: number;
  readonly max: number;
  /** `all`: takes what it can and never gives back. */
  readonly mode: 'greedy' | 'lazy' | 'all';
}

/** No memo: the instruction's outcome depends on more than the position. */
export const NO_MEMO = -1;

/** A compiled pattern. */
export interface Program {
  readonly code: Int32Array;
  readonly sets: readonly CharSet[];
  readonly repetitions: readonly Repetition[];
  readonly groupLists: readonly (readonly number[])[];
  /** Slot 0 is where the match begins; `2n` and `2n + 1` are the borders of group `n`. */
  readonly slots: number;
  /** How many instructions have a memo. */
  readonly memos: number;
  /** Characters that a match may begin with; undefined when it may be empty. */
  readonly first: CharFilter | undefined;
  /** It can only match at the beginning of the text. */
  readonly anchored: boolean;
  readonly groups: number;
  /** The name of each group from 1. */
  readonly names: readonly (string | null)[];
}

/** Which of the first 256 characters pass; all others do. */
export type CharFilter = Uint8Array;
