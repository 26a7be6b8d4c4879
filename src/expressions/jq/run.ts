import type { Json } from '../../json/json.ts';
import { ExpressionError, type Scope } from '../expression.ts';
import type { Code } from './code.ts';
import { MAX_ARRAY, MAX_CALLS, MAX_STEPS, MAX_STRING } from './limits.ts';

/**
 * An error of the filter itself, which `try` can catch. Not an `Error`: filters raise and catch these in loops,
 * and a stack trace would cost more than the rest. `compile` turns one that nobody caught into an `ExpressionError`.
 */
export class Raised {
  readonly value: Json;

  constructor(value: Json) {
    this.value = value;
  }
}

/** On its way from `break $name` to the label whose frame it carries. */
export class Break {
  readonly label: Frame;

  constructor(label: Frame) {
    this.label = label;
  }
}

/** One evaluation: what it may read and what it has used up. */
export class Run {
  readonly scope: Scope;
  readonly root: Frame;
  #steps = MAX_STEPS;
  #calls = 0;

  constructor(scope: Scope) {
    this.scope = scope;
    this.root = new Frame(this, undefined, null, undefined, undefined);
  }

  /** Pays for some work. @throws ExpressionError when the budget is used up. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw new ExpressionError(`The expression takes more than ${MAX_STEPS} steps`);
  }

  /** Pays for one step. */
  step(): void {
    if (--this.#steps < 0) this.spend(0);
  }

  enter(): void {
    if (--this.#steps < 0) this.spend(0);
    if (++this.#calls > MAX_CALLS) throw tooDeep();
  }

  leave(): void {
    this.#calls--;
  }

  /** How many calls are open; whoever catches an error hands it back to `unwind`. */
  get calls(): number {
    return this.#calls;
  }

  unwind(calls: number): void {
    this.#calls = calls;
  }

  /** Pays for looking through a text of this length, or comparing it. */
  scan(length: number): void {
    if (length >= 32) this.spend(length >> 5);
  }

  /** Pays for building an array of this length. */
  array(length: number): void {
    if (length > MAX_ARRAY) throw new ExpressionError(`An array grew past ${MAX_ARRAY} elements`);
    this.spend(1 + (length >> 5));
  }

  /** Pays for putting two strings together, which copies neither of them yet. */
  joined(left: number, right: number): void {
    if (left + right > MAX_STRING) this.string(left + right);
    this.scan(Math.min(left, right));
  }

  /** Pays for building a string of this length. */
  string(length: number): void {
    if (length > MAX_STRING) throw new ExpressionError(`A string grew past ${MAX_STRING} characters`);
    this.spend(1 + (length >> 5));
  }
}

/** The error of a filter that calls itself without end. */
export function tooDeep(): ExpressionError {
  return new ExpressionError('The expression calls itself too deeply');
}

/**
 * A link of the chain of names that a filter sees: a variable's value, a filter given as argument (`code` to be run
 * with `home` as its own frame), or a label (the frame itself is its identity). The compiler knows how many links up
 * each name stands. Frames never change, so outputs may be produced and resumed in any order.
 */
export class Frame {
  readonly run: Run;
  readonly parent: Frame | undefined;
  readonly value: Json;
  readonly code: Code | undefined;
  readonly home: Frame | undefined;

  constructor(
    run: Run,
    parent: Frame | undefined,
    value: Json,
    code: Code | undefined,
    home: Frame | undefined,
  ) {
    this.run = run;
    this.parent = parent;
    this.value = value;
    this.code = code;
    this.home = home;
  }
}

/** The frame some links up. */
export function ancestor(frame: Frame, links: number): Frame {
  let found = frame;
  for (let left = links; left > 0; left--) {
    if (found.parent === undefined) throw new Error('a frame is missing');
    found = found.parent;
  }
  return found;
}

/** Adds a variable to the chain. */
export function bind(frame: Frame, value: Json): Frame {
  return new Frame(frame.run, frame, value, undefined, undefined);
}
