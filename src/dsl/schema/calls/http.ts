import {
  anything,
  choice,
  closed,
  either,
  expression,
  flag,
  mapOf,
  reference,
  type Schema,
  text,
} from '../build.ts';

/** How an HTTP answer becomes the output of the task. */
export const httpOutput: Schema = choice('raw', 'content', 'response');

export const httpArguments: Schema = closed(
  "'with' of an HTTP call",
  {
    method: text,
    endpoint: reference('endpoint'),
    headers: either(expression, mapOf(text)),
    body: anything,
    query: either(expression, mapOf({ type: ['string', 'number', 'boolean'] })),
    output: httpOutput,
    redirect: flag,
  },
  ['method', 'endpoint'],
);
