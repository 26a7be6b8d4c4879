import type { Json } from '../../json/json.ts';
import { ExpressionError, type Scope } from '../expression.ts';
import type { Code } from './code.ts';
import { defaultLimits, type Limits } from './limits.ts';

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
  readonly limits: Limits;
  readonly root: Frame;
  /** A calculation gave no finite number, or a text grew out of a number: the results have to be looked through. */
  suspicious = false;
  #steps: number;
  #depth = 0;
  #result = 0;
  /** Made when first needed: most evaluations are shorter than that takes. */
  #once: Set<number> | undefined;

  constructor(scope: Scope, limits: Limits = defaultLimits) {
    this.scope = scope;
    this.limits = limits;
    this.#steps = limits.steps;
    this.root = new Frame(this, undefined, null, undefined, undefined);
  }

  /** Pays for some work. @throws ExpressionError when the budget is used up. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0)
      throw new ExpressionError(`The expression takes more than ${this.limits.steps} steps`);
  }

  /** The result of a calculation, noticed where it is out of the range of numbers. */
  calculated(result: number): number {
    if (result - result !== 0) this.suspicious = true;
    return result;
  }

  /** Pays for one step. */
  step(): void {
    if (--this.#steps < 0) this.spend(0);
  }

  /**
   * Pays for something that the process keeps, when this evaluation first needs it. Whether it was kept already must
   * not tell: the same evaluation takes the same steps on every machine.
   */
  once(key: number, steps: number): void {
    this.#once ??= new Set();
    if (this.#once.has(key)) return;
    this.#once.add(key);
    this.spend(steps);
  }

  /** Does and pays for some work as if nothing had been paid for `once`, and tells what it took. */
  apart<T>(work: (run: Run) => T): { readonly made: T; readonly steps: number } {
    const apart = new Run(this.scope, this.limits);
    const before = this.#steps;
    apart.#steps = before;
    try {
      const made = work(apart);
      return { made, steps: before - apart.#steps };
    } finally {
      this.#steps = apart.#steps;
    }
  }

  /** Goes down by the weight of what is called, and pays for it. @throws ExpressionError when that is too deep. */
  enter(weight: number): void {
    this.spend(2);
    this.#depth += weight;
    if (this.#depth > this.limits.depth) throw tooDeep();
  }

  leave(weight: number): void {
    this.#depth -= weight;
  }

  /** The weight of the calls that are open; whoever catches an error hands it back to `unwind`. */
  get depth(): number {
    return this.#depth;
  }

  unwind(depth: number): void {
    this.#depth = depth;
  }

  /** Counts characters of the results. @throws ExpressionError when these are too many. */
  handOver(characters: number): void {
    this.#result += characters;
    if (this.#result > this.limits.result) {
      throw new ExpressionError(`The result is longer than ${this.limits.result} characters of JSON`);
    }
  }

  /** Pays for listing the fields of an object: the engine hashes those of large ones. */
  fields(count: number): void {
    this.spend(count > 32 ? count * 3 : 1 + (count >> 2));
  }

  /** Pays for writing a value as a text of this length. */
  written(value: Json, length: number): void {
    this.string(length);
    this.spend(typeof value === 'string' ? length >> 3 : length >> 4);
  }

  /** Pays for looking through a text of this length, or comparing it. */
  scan(length: number): void {
    if (length >= 32) this.spend(length >> 5);
  }

  /** Pays for making one of a text that may have been put together from parts, before it is looked into. */
  flatten(length: number): void {
    if (length > LONG) this.scan(length);
  }

  /** Pays for building an array of this length. */
  array(length: number): void {
    if (length > this.limits.array) throw arrayTooLong(this.limits);
    this.spend(1 + (length >> 3));
  }

  /** Pays for making an array longer by some elements, up to this length. */
  longer(length: number, by: number): void {
    if (length > this.limits.array) throw arrayTooLong(this.limits);
    this.spend(1 + (by >> 3));
  }

  /** Pays for putting two strings together, which copies neither of them yet. */
  joined(left: number, right: number): void {
    if (left + right > this.limits.string) this.string(left + right);
    this.spend(1 + (Math.min(left, right) >> 5));
  }

  /** Pays for building a string of this length. */
  string(length: number): void {
    if (length > this.limits.string) throw stringTooLong(this.limits);
    this.spend(1 + (length >> 5));
  }
}

/** Texts up to this length are made one at hardly any cost, in UTF-16 units. */
const LONG = 4096;

function arrayTooLong({ array }: Limits): ExpressionError {
  return new ExpressionError(`An array grew past ${array} elements`);
}

function stringTooLong({ string }: Limits): ExpressionError {
  return new ExpressionError(`A string grew past ${string} characters`);
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
