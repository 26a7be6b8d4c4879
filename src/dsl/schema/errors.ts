import {
  closed,
  either,
  exactlyOne,
  formatted,
  having,
  map,
  reference,
  type Schema,
  text,
  whole,
} from './build.ts';

/** An error to raise. Its status is an HTTP one. */
export const error: Schema = closed(
  'an error',
  {
    type: formatted('endpoint'),
    status: { type: 'integer', minimum: 100, maximum: 599 },
    instance: formatted('pointer'),
    title: text,
    detail: text,
  },
  ['type', 'status'],
);

/** An error, or the name of one of `use.errors`. */
export const errorOrName: Schema = having('error', either(text, error));

/** What `catch.errors` compares with: plain values, never expressions. */
export const errorFilter: Schema = closed("the filter 'errors'", {
  with: {
    ...closed('an error filter', { type: text, status: whole, instance: text, title: text, detail: text }),
    minProperties: 1,
  },
});

export const retry: Schema = closed('a retry policy', {
  when: text,
  exceptWhen: text,
  delay: reference('duration'),
  backoff: {
    ...closed("a 'backoff'", { constant: map, exponential: map, linear: map }),
    ...exactlyOne("a 'backoff'", 'constant', 'exponential', 'linear'),
  },
  limit: closed("the 'limit' of a retry policy", {
    attempt: closed('the limit of an attempt', {
      count: { type: 'integer', minimum: 0 },
      duration: reference('duration'),
    }),
    duration: reference('duration'),
  }),
  jitter: having(
    'jitter',
    closed("a 'jitter'", { from: reference('duration'), to: reference('duration') }, ['from', 'to']),
  ),
});

/** A retry policy, or the name of one of `use.retries`. */
export const retryOrName: Schema = having('retry', either(text, retry));

export const timeout: Schema = closed('a timeout', { after: reference('duration') }, ['after']);

/** A timeout, or the name of one of `use.timeouts`. */
export const timeoutOrName: Schema = having('timeout', either(text, timeout));
