import type { TaskList } from '../dsl/model.ts';
import type { Pointer } from '../json/pointer.ts';
import type { Compiler } from './compiler.ts';
import type { Next, Sequence } from './machine.ts';

/** What a task's own compiler is given. */
export interface TaskContext {
  readonly compiler: Compiler;
  readonly pointer: Pointer;
  readonly name: string;
  /** Names that expressions in the task's definition may read. */
  readonly variables: readonly string[];
  /** Compiles a list of tasks inside this one; `bound` are names that this task gives to them. */
  sequence(list: TaskList, pointer: Pointer, bound?: readonly string[]): Sequence;
  /** Compiles one named task inside this one, outside any list. */
  function(name: string): Pointer | undefined;
  /** Pointers of tasks that run side by side (fork): none of them follows another. */
  branches(list: TaskList, pointer: Pointer): readonly Pointer[];
  /** Resolves a flow directive against the list this task stands in. */
  flow(then: string, pointer: Pointer): Next;
}
