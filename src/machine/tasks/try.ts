import type { TryTask } from '../../dsl/model.ts';
import type { JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import { type Problem, WorkflowError } from '../../problem/problem.ts';
import type { Activation } from '../activation.ts';
import { compileErrorFilter } from '../error-filter.ts';
import type { Behaviour } from '../machine.ts';
import { compileRetry } from '../retry.ts';
import type { TaskContext } from '../task-context.ts';
import { isTrue } from '../truth.ts';
import { describeSequence } from './describe.ts';

/**
 * `try`: runs a list and catches its faults.
 *
 *   trying ── the list finishes ──────────────────────────────► completed
 *     │ └─── a fault that does not match ─────────────────────► faulted
 *     └───── a fault that matches ─ retries left ─► delaying ─► trying
 *                                 └ none left ────► catching (catch.do) ─► completed, faulted by an error in catch.do
 *                                                └ no catch.do ──────────► completed with the task's input
 *
 * When retries are used up, or not meant for the error, and there is no `catch.do`, the error goes on. The task's own timeout is not caught
 * here; the time limit of one attempt is. Memory: `phase`, `attempt` (retries so far), `error`.
 */
export function compileTry(task: TryTask, context: TaskContext): Behaviour {
  const { catch: handler } = task;
  const pointer = join(context.pointer, 'catch');
  const name = handler.as ?? 'error';
  context.compiler.reserve([name], pointer);
  const variables = [...context.variables, name];
  const body = context.sequence(task.try, join(context.pointer, 'try'));
  const recovery =
    handler.do === undefined ? undefined : context.sequence(handler.do, join(pointer, 'do'), [name]);
  const matches = compileErrorFilter(handler.errors?.with);
  const when = optional(handler.when, 'when');
  const exceptWhen = optional(handler.exceptWhen, 'exceptWhen');
  const retry =
    handler.retry === undefined ? undefined : compileRetry(handler.retry, pointer, context, variables);
  const next = handler.then === undefined ? undefined : context.flow(handler.then, join(pointer, 'then'));

  function optional(text: string | undefined, key: string) {
    return text === undefined ? undefined : context.compiler.expression(text, join(pointer, key), variables);
  }

  function attempt(activation: Activation, retries: number): void {
    activation.remember({ phase: 'trying', retries });
    activation.bind({});
    retry?.startAttempt(activation);
    activation.enter(body, activation.data);
  }

  /** `$error` exists only from the fault on; the conditions may read it. */
  function catches(activation: Activation, problem: Problem): boolean {
    if (!matches(problem)) return false;
    activation.bind({ [name]: problem });
    if (when !== undefined && !isTrue(activation.evaluate(when))) return false;
    return exceptWhen === undefined || !isTrue(activation.evaluate(exceptWhen));
  }

  function failed(activation: Activation, problem: Problem): void {
    const retries = Number(activation.memory['retries'] ?? 0);
    activation.clearTimer('attempt');
    if (!catches(activation, problem)) {
      activation.fault(problem);
      return;
    }
    const until = retry?.next(activation, retries + 1);
    if (until !== undefined) {
      activation.remember({ phase: 'delaying', retries: retries + 1, error: problem });
      activation.record('task.retried', retried(retries + 1, until - activation.now, problem));
      activation.setTimer('retry', until);
    } else if (recovery !== undefined) {
      activation.remember({ phase: 'catching', retries });
      activation.enter(recovery, activation.data);
    } else if (retry !== undefined) {
      activation.fault(problem);
    } else {
      activation.complete(activation.data, next);
    }
  }

  return {
    kind: 'try',
    enter: (activation) => attempt(activation, 0),
    childCompleted(activation, end) {
      activation.complete(end.output, activation.memory['phase'] === 'catching' ? next : undefined);
    },
    childFaulted(activation, problem) {
      if (activation.memory['phase'] === 'catching') activation.fault(problem);
      else failed(activation, problem);
    },
    timer(activation, purpose) {
      if (purpose === 'retry') {
        attempt(activation, Number(activation.memory['retries'] ?? 0));
        return;
      }
      activation.cancelChildren();
      failed(activation, attemptTimeout(activation));
    },
    describe: () => ({
      ...describeSequence('try', body),
      ...describeSequence('catch', recovery),
      ...(retry === undefined ? {} : { retry: retry.describe() }),
    }),
  };
}

function retried(attempt: number, delay: number, error: Problem): JsonObject {
  return { attempt, delay, error };
}

function attemptTimeout(activation: Activation): Problem {
  const { problem } = WorkflowError.of(
    'timeout',
    'Attempt timed out',
    'the attempt took longer than its retry policy allows',
  );
  return { ...problem, instance: activation.pointer };
}
