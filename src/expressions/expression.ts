import type { Json } from '../json/json.ts';

export const languages = ['jq', 'jsonata'] as const;
export type Language = (typeof languages)[number];

/** What an expression may read besides its input. Everything is given, nothing is looked up: same scope, same result. */
export interface Scope {
  /** Epoch milliseconds; the only clock an expression has. */
  readonly now: number;
  /** Values by name without the `$`: `context`, `input`, `task`, loop variables… A getter may build one lazily. */
  readonly variables: Readonly<Record<string, Json | undefined>>;
  /** A number in [0, 1); deterministic for a given stimulus. */
  readonly random: () => number;
}

/** A compiled runtime expression. */
export interface Expression {
  /** The filter's text, without `${ }`. */
  readonly source: string;
  /** Free variables it reads, without the `$`. */
  readonly variables: ReadonlySet<string>;
  /**
   * The first output; `null` when there is none.
   * @throws ExpressionError when evaluation fails or a bound (steps, time, depth, output size) is passed.
   */
  evaluate(input: Json, scope: Scope): Json;
}

export interface ExpressionOptions {
  readonly language: Language;
  /** Names that may be read, without the `$`. Reading another one is a syntax error. */
  readonly variables: readonly string[];
}

/** A filter that does not compile. Line and column count from 1 inside the filter's own text. */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError';
  readonly line: number;
  readonly column: number;
  readonly hint: string | undefined;

  constructor(
    message: string,
    place: { readonly line: number; readonly column: number; readonly hint?: string },
  ) {
    super(message);
    this.line = place.line;
    this.column = place.column;
    this.hint = place.hint;
  }
}

/** A filter that failed on its input, or that passed one of its bounds. `value` is what jq's `error(v)` carried. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly value: Json;

  constructor(message: string, value: Json = message) {
    super(message);
    this.value = value;
  }
}
