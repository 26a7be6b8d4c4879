import type { JsonObject } from '../json/json.ts';
import { typeOf } from '../problem/problem.ts';
import { DurationError, parseDuration } from '../time/index.ts';
import type { Conversion } from './conversion.ts';
import { targetOf } from './flow.ts';
import type { Source } from './source.ts';

/** What catches a timeout. */
export const timeoutOnly: JsonObject = { with: { type: typeOf('timeout') } };

/**
 * jq that tells whether `$error` is one of these. The code of a 0.8 error, or without one its name, is the status, the
 * type or the title of a 1.0 error.
 */
export function isError(references: readonly Source[], conversion: Conversion): string {
  const codes = references.flatMap((reference) => {
    const found = conversion.find('errors', reference);
    found?.only('an error', ['name', 'code', 'description']);
    return found?.get('code').text() ?? found?.get('name').text() ?? [];
  });
  return `[$error.type, $error.title, ($error.status | tostring)] | any(IN(${codes.map((code) => JSON.stringify(code)).join(', ')}))`;
}

/** Puts what `onErrors` of a state says around its task. */
export function handled(name: string, task: JsonObject, state: Source, conversion: Conversion): JsonObject {
  const handlers = state.get('onErrors').items();
  const [only, another] = handlers;
  if (only === undefined) return task;
  const cases = handlers.map((one) => {
    one.only('an error handler', ['errorRef', 'errorRefs', 'transition', 'end']);
    const single = one.get('errorRef');
    const references = single.present ? [single] : one.get('errorRefs').items();
    if (references.length === 0) one.refuse("an error handler needs 'errorRef' or 'errorRefs'");
    return { when: isError(references, conversion), then: targetOf(one, conversion), source: one };
  });
  const body = { try: [{ [name]: task }] };
  if (another === undefined) {
    const [{ when, then } = { when: 'true', then: 'end' }] = cases;
    return { ...body, catch: conversion.origins.mark({ when: `\${ ${when} }`, then }, only) };
  }
  // A `catch` goes to one task: which handler it was is kept in the context for the switch there.
  const choose = conversion.names.take(`${name} on error`);
  conversion.tasks.push({
    name: choose,
    task: {
      switch: cases.map(({ then, source }, index) => ({
        [`handler${index + 1}`]: conversion.origins.mark(
          { when: `\${ $context.handler == ${index + 1} }`, then },
          source,
        ),
      })),
    },
  });
  const which = cases.map(({ when }, index) => `if (${when}) then ${index + 1} else `).join('');
  const ends = cases.map(() => ' end').join('');
  return {
    ...body,
    catch: conversion.origins.mark(
      {
        when: `\${ ${cases.map(({ when }) => `(${when})`).join(' or ')} }`,
        do: [
          {
            choose: {
              set: '${ . }',
              export: { as: `\${ $context + {handler: (${which}null${ends})} }` },
            },
          },
        ],
        then: choose,
      },
      state.get('onErrors'),
    ),
  };
}

/** Repeats an action as its `retryRef` says; without one as `autoRetries` does. */
export function retried(name: string, task: JsonObject, action: Source, conversion: Conversion): JsonObject {
  const automatic = conversion.root.get('autoRetries').flag(false);
  const reference = action.get('retryRef');
  const retryable = action.get('retryableErrors');
  const excluded = action.get('nonRetryableErrors');
  if (!reference.present && !automatic) {
    if (retryable.present) retryable.refuse("'retryableErrors' says nothing without a 'retryRef'");
    return task;
  }
  if (automatic ? retryable.present : excluded.present) {
    const other = automatic ? retryable : excluded;
    other.refuse(`this is for workflows ${automatic ? 'without' : 'with'} 'autoRetries: true'`);
  }
  const definition = reference.present ? conversion.find('retries', reference) : undefined;
  const policy =
    definition === undefined
      ? { delay: 'PT1S', backoff: { exponential: {} } }
      : policyOf(definition, conversion);
  if (!automatic && !retryable.present)
    reference.note('it is retried on every error: it names no retryableErrors');
  const when = retryable.present ? { when: `\${ ${isError(retryable.items(), conversion)} }` } : {};
  const not = excluded.present ? { exceptWhen: `\${ ${isError(excluded.items(), conversion)} }` } : {};
  const catching = conversion.origins.mark(
    { ...when, ...not, retry: policy },
    reference.present ? reference : action,
  );
  return { try: [{ [name]: task }], catch: catching };
}

function policyOf(definition: Source, conversion: Conversion): JsonObject {
  definition.only('a retry', [
    ...['name', 'delay', 'maxDelay', 'increment', 'multiplier', 'maxAttempts', 'jitter'],
  ]);
  const delay = definition.get('delay').text();
  const multiplier = definition.get('multiplier').number() ?? 1;
  const increment = definition.get('increment').text();
  const count = definition.get('maxAttempts').number() ?? 0;
  const growing = growthOf(definition, multiplier, increment, delay);
  const longest = definition.get('maxDelay');
  if (longest.present && growing !== undefined) {
    longest.refuse('a delay that grows up to a limit has no counterpart');
  }
  return conversion.origins.mark(
    {
      ...(delay === undefined ? {} : { delay }),
      ...(growing === undefined ? {} : { backoff: { [growing]: {} } }),
      limit: { attempt: { count } },
      ...jitterOf(definition.get('jitter'), delay),
    },
    definition,
  );
}

function growthOf(
  definition: Source,
  multiplier: number,
  increment: string | undefined,
  delay: string | undefined,
): 'exponential' | 'linear' | undefined {
  if (increment !== undefined && millisecondsOf(increment) !== 0) {
    const same = millisecondsOf(increment) === millisecondsOf(delay ?? 'PT0S');
    if (same && multiplier === 1) return 'linear';
    definition.get('increment').refuse('a delay can only grow by itself', 'give it the value of delay');
  } else if (multiplier === 2) return 'exponential';
  else if (multiplier !== 1) {
    definition.get('multiplier').refuse('a delay can only double', "use 'multiplier: 2', or none");
  }
  return undefined;
}

function jitterOf(jitter: Source, delay: string | undefined): JsonObject {
  if (!jitter.present) return {};
  jitter.note('the jitter is added to the delay, never taken off it');
  const text = typeof jitter.value === 'string' && jitter.value.startsWith('P') ? jitter.value : undefined;
  if (text !== undefined) return { jitter: { from: 'PT0S', to: text } };
  const share = jitter.number() ?? 0;
  const milliseconds = Math.round((millisecondsOf(delay ?? 'PT0S') ?? 0) * share);
  return { jitter: { from: { milliseconds: 0 }, to: { milliseconds } } };
}

/** Undefined for what is no duration (the check of the result says so) or has no fixed length. */
function millisecondsOf(text: string): number | undefined {
  try {
    const { months, milliseconds } = parseDuration(text);
    return months > 0 ? undefined : milliseconds;
  } catch (error) {
    if (error instanceof DurationError) return undefined;
    throw error;
  }
}
