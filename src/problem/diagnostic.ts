/** Where something stands in a text file. Line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong in a definition, placed where its author can mend it. */
export interface Diagnostic {
  /** Stable, kebab-case, for example `unknown-key`, `then-target`, `expression-syntax`, `not-supported`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** What to do about it, when something useful can be said. */
  readonly hint?: string;
  readonly file: string;
  readonly position: Position;
  /** JSON pointer of the node inside its document. */
  readonly pointer: string;
}

/** A finding that knows the node but not yet the file: what the pure rooms report. */
export type Finding = Pick<Diagnostic, 'code' | 'message' | 'hint' | 'pointer'> & {
  readonly severity?: 'error' | 'warning';
  /** For something wrong inside the text at the pointer: how many UTF-16 units of the text come before it. */
  readonly offset?: number;
};
