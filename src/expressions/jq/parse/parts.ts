import type { Node } from '../ast.ts';

/** What the parts of the grammar need of the rest of it. */
export interface Parts {
  pipe(): Node;
  /** Operators, but no pipe and no comma. */
  expression(): Node;
  /** One thing and what stands right after it: fields, brackets, `?`. */
  term(): Node;
  /** One thing without what stands after it: a string, a format. */
  head(): Node;
  /** `$__loc__` at an offset. */
  location(at: number): Node;
}
