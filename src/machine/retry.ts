import type { RetryDefinition } from '../dsl/model.ts';
import { type JsonObject, own, toJson } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Activation } from './activation.ts';
import type { Delay, Formula } from './machine.ts';
import type { TaskContext } from './task-context.ts';
import { isTrue } from './truth.ts';

/** A compiled retry policy (dsl-reference, "Retry"). */
export interface Retry {
  /** Sets the timer that bounds one attempt, where the policy has a limit for it. */
  startAttempt(activation: Activation): void;
  /**
   * When to try again (epoch ms); undefined when this retry (counted from 1) is one too many or too late, or when the
   * policy is not meant for this error (`when`, `exceptWhen`).
   */
  next(activation: Activation, retry: number): number | undefined;
  describe(): JsonObject;
}

/** Longest delay between two attempts that backoff can reach: one day. */
const maxDelay = 24 * 60 * 60 * 1000;

/**
 * Compiles a policy, inline or by name. `limit.attempt.count` counts retries after the first try; the n-th delay is
 * `delay` (constant), `delay·n` (linear) or `delay·2ⁿ⁻¹` (exponential); jitter is added, drawn evenly from its range;
 * `limit.duration` covers all attempts from the first on, `limit.attempt.duration` each one. Without a limit it
 * retries for ever.
 */
export function compileRetry(
  definition: RetryDefinition | string,
  pointer: Pointer,
  context: TaskContext,
  variables: readonly string[],
): Retry {
  const { compiler } = context;
  const at = typeof definition === 'string' ? join('/use/retries', definition) : join(pointer, 'retry');
  const found = typeof definition === 'string' ? own(compiler.use.retries, definition) : definition;
  if (found === undefined) {
    compiler.find(
      'unknown-reference',
      join(pointer, 'retry'),
      `there is no retry policy "${definition}" in use.retries`,
    );
  }
  const policy = found ?? {};
  const delayOf = (value: RetryDefinition['delay'], ...path: string[]): Delay | undefined =>
    value === undefined ? undefined : compiler.delay(value, join(at, ...path), variables);
  const condition = (text: string | undefined, key: string): Formula | undefined =>
    text === undefined ? undefined : compiler.expression(text, join(at, key), variables);
  const delay = delayOf(policy.delay, 'delay');
  const from = delayOf(policy.jitter?.from, 'jitter', 'from');
  const to = delayOf(policy.jitter?.to, 'jitter', 'to');
  const attemptLimit = delayOf(policy.limit?.attempt?.duration, 'limit', 'attempt', 'duration');
  const totalLimit = delayOf(policy.limit?.duration, 'limit', 'duration');
  const count = policy.limit?.attempt?.count ?? Number.POSITIVE_INFINITY;
  const when = condition(policy.when, 'when');
  const exceptWhen = condition(policy.exceptWhen, 'exceptWhen');
  refuseBackoffOptions(policy, at, context);
  const factor = factorOf(policy);

  const applies = (activation: Activation): boolean => {
    if (when !== undefined && !isTrue(activation.evaluate(when))) return false;
    return exceptWhen === undefined || !isTrue(activation.evaluate(exceptWhen));
  };

  return {
    startAttempt(activation) {
      if (attemptLimit !== undefined) activation.setTimer('attempt', activation.after(attemptLimit));
    },
    next(activation, number) {
      if (number > count || !applies(activation)) return undefined;
      const length = (value: Delay | undefined) =>
        value === undefined ? 0 : activation.after(value) - activation.now;
      const jitter = length(from) + activation.random() * (length(to) - length(from));
      const base = length(delay);
      const backedOff = base === 0 ? 0 : Math.min(base * factor(number), Math.max(base, maxDelay));
      const until = activation.now + Math.round(backedOff + jitter);
      const begun = activation.startedAt + activation.rested;
      const deadline = totalLimit === undefined ? Number.POSITIVE_INFINITY : begun + length(totalLimit);
      return until <= deadline ? until : undefined;
    },
    describe: () => ({ policy: toJson(policy) }),
  };
}

/** The specification leaves room for options here and defines none. */
function refuseBackoffOptions(policy: RetryDefinition, at: Pointer, context: TaskContext): void {
  for (const [kind, options] of Object.entries(policy.backoff ?? {})) {
    for (const option of Object.keys(options ?? {})) {
      context.compiler.unsupported(join(at, 'backoff', kind, option), `The backoff option "${option}"`);
    }
  }
}

function factorOf(policy: RetryDefinition): (retry: number) => number {
  if (policy.backoff?.exponential !== undefined) return (retry) => 2 ** (retry - 1);
  if (policy.backoff?.linear !== undefined) return (retry) => retry;
  return () => 1;
}
