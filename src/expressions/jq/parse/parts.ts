import type { Node } from '../ast.ts';

/** What the parts of the grammar need of the rest of it. */
export interface Parts {
  readonly pipe: () => Node;
  /** Operators, but no pipe and no comma. */
  readonly expression: () => Node;
  /** One thing and what stands right after it: fields, brackets, `?`. */
  readonly term: () => Node;
  /** The string or format at the cursor. */
  readonly string: () => Node;
  /** `$__loc__` at an offset. */
  readonly location: (at: number) => Node;
}
