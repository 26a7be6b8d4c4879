import type { ForkTask } from '../../dsl/model.ts';
import { equal, isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Problem } from '../../problem/problem.ts';
import type { Activation } from '../activation.ts';
import type { Behaviour } from '../machine.ts';
import { isProblem } from '../problem-shape.ts';
import type { TaskContext } from '../task-context.ts';

/**
 * `fork`: branches side by side. Each sees the context as it was at the fork and keeps its own.
 *
 * Without `compete` the task waits for all: the output is an array in declaration order, contexts are merged in that
 * order, and the first fault cancels the rest. With `compete` the first branch to complete wins: the output and the
 * context are its own, the others are cancelled; the task faults only when every branch has.
 */
export function compileFork(task: ForkTask, context: TaskContext): Behaviour {
  const compete = task.fork.compete ?? false;
  const branches = context.branches(task.fork.branches, join(context.pointer, 'fork', 'branches'));

  /** Ends the task once no branch is left. */
  function settle(activation: Activation): void {
    const { ended = {} } = activation.memory;
    const ends = isObject(ended) ? ended : {};
    if (Object.keys(ends).length < branches.length) return;
    const list = branches.map((_, index) => ends[index] ?? null);
    if (compete) {
      const errors = list.flatMap((end) => (isObject(end) && isProblem(end['error']) ? [end['error']] : []));
      const [first] = errors;
      if (first === undefined || errors.length < list.length) activation.complete(activation.data);
      else activation.fault(first);
      return;
    }
    const contexts = list.flatMap((end) =>
      isObject(end) && end['context'] !== undefined ? [end['context']] : [],
    );
    activation.setContext(mergeContexts(activation.context, contexts));
    activation.complete(list.map((end) => (isObject(end) ? (end['output'] ?? null) : null)));
  }

  function note(activation: Activation, index: number, end: JsonObject): void {
    const { ended } = activation.memory;
    activation.remember({ ended: { ...(isObject(ended) ? ended : {}), [index]: end } });
  }

  return {
    kind: 'fork',
    enter(activation) {
      if (branches.length === 0) activation.complete([]);
      for (const branch of branches)
        activation.enterChild(branch, activation.data, { context: activation.context });
    },
    childCompleted(activation, { child, output, context: own, skipped }) {
      if (compete && !skipped) {
        activation.cancelChildren();
        if (own !== undefined) activation.setContext(own);
        activation.complete(output);
        return;
      }
      note(activation, child.index, { output, ...(own === undefined ? {} : { context: own }) });
      settle(activation);
    },
    childFaulted(activation, problem: Problem, child) {
      if (!compete) {
        activation.fault(problem);
        return;
      }
      note(activation, child.index, { error: problem });
      settle(activation);
    },
    describe: () => ({ compete, branches }),
  };
}

/**
 * What the branches made of the context, in declaration order: each one's added, changed and removed members are
 * applied over the ones before. A context that is no object replaces the whole.
 */
function mergeContexts(base: Json, contexts: readonly Json[]): Json {
  return contexts.reduce<Json>((merged, own) => {
    if (equal(own, base)) return merged;
    if (!isObject(own) || !isObject(base) || !isObject(merged)) return own;
    const kept = Object.entries(merged).filter(
      ([key]) => !Object.hasOwn(base, key) || Object.hasOwn(own, key),
    );
    const changed = Object.entries(own).filter(([key, value]) => {
      const before = base[key];
      return before === undefined || !equal(before, value);
    });
    return Object.fromEntries([...kept, ...changed]);
  }, base);
}
