import type { DurationDefinition, SubscriptionIteratorDefinition } from '../../dsl/model.ts';
import { ExpressionError } from '../../expressions/index.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import type { Delay, Formula } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { isTrue } from '../truth.ts';
import { type Consumption, compileConsumption } from './consume.ts';

/** How a subscription takes messages, wherever they come from. */
export interface Reception {
  readonly consumption: Consumption;
  /** The policy is met before any message: the output is an empty array. */
  metBefore(activation: Activation): boolean;
  /** Starts the timer of `for`. */
  begin(activation: Activation): void;
  /** The message passes the filter. As in an event filter, an expression that fails on it does not match. */
  passes(activation: Activation, message: Json): boolean;
}

/** `filter`, `consume` and `foreach` of a subscription. */
export function compileReception(subscription: JsonObject, pointer: string, context: TaskContext): Reception {
  const policy = compilePolicy(subscription['consume'], join(pointer, 'consume'), context);
  const { filter } = subscription;
  const wanted =
    typeof filter === 'string'
      ? context.compiler.expression(filter, join(pointer, 'filter'), context.variables)
      : undefined;
  const iterator = iteratorOf(subscription['foreach']);
  return {
    consumption: compileConsumption(iterator, pointer, context, policy.enough),
    metBefore: policy.metBefore,
    begin(activation) {
      if (policy.limit !== undefined) activation.setTimer('for', activation.after(policy.limit));
    },
    passes(activation, message) {
      if (wanted === undefined) return true;
      try {
        return isTrue(activation.evaluate(wanted, message));
      } catch (error) {
        if (error instanceof ExpressionError) return false;
        throw error;
      }
    },
  };
}

interface Policy {
  readonly limit?: Delay;
  enough(activation: Activation, taken: readonly Json[]): boolean;
  metBefore(activation: Activation): boolean;
}

function compilePolicy(value: Json | undefined, pointer: string, context: TaskContext): Policy {
  const policy = value !== undefined && isObject(value) ? value : {};
  const { amount, for: limit } = policy;
  const formula = (name: 'while' | 'until'): Formula | undefined => {
    const text = policy[name];
    return typeof text === 'string'
      ? context.compiler.expression(text, join(pointer, name), context.variables)
      : undefined;
  };
  const whileTrue = formula('while');
  const until = formula('until');
  return {
    ...(isDuration(limit)
      ? { limit: context.compiler.delay(limit, join(pointer, 'for'), context.variables) }
      : {}),
    enough(activation, taken) {
      if (typeof amount === 'number') return taken.length >= amount;
      if (whileTrue !== undefined) return !isTrue(activation.evaluate(whileTrue, taken));
      return until !== undefined && isTrue(activation.evaluate(until, taken));
    },
    metBefore(activation) {
      if (typeof amount === 'number') return amount <= 0;
      return until !== undefined && isTrue(activation.evaluate(until, []));
    },
  };
}

function isDuration(value: Json | undefined): value is DurationDefinition & Json {
  return typeof value === 'string' || (value !== undefined && isObject(value));
}

function iteratorOf(value: Json | undefined): SubscriptionIteratorDefinition | undefined {
  return value !== undefined && isObject(value) ? value : undefined;
}
