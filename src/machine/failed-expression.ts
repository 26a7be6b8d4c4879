import { ExpressionError } from '../expressions/index.ts';
import { excerpt } from '../json/excerpt.ts';
import type { Json } from '../json/json.ts';
import type { Pointer } from '../json/pointer.ts';
import { type Problem, WorkflowError } from '../problem/problem.ts';

/** An expression that failed, with its place in the definition and the data that it failed on. */
export class FailedExpression extends ExpressionError {
  readonly pointer: Pointer | undefined;
  readonly data: Json;

  constructor(cause: ExpressionError, pointer: Pointer | undefined, data: Json) {
    super(cause.message, cause.value);
    this.pointer = pointer;
    this.data = data;
  }

  /** The problem names the expression by its pointer in `at`; `instance` is the task, as for every other. */
  problem(): Problem {
    const detail = `${this.message}; the data was ${excerpt(this.data)}`;
    const { problem } = WorkflowError.of('expression', 'The expression failed', detail);
    return this.pointer === undefined ? problem : { ...problem, at: this.pointer };
  }
}
