import { closed, either, formatted, having, type Schema } from './build.ts';

const count: Schema = { type: 'integer', minimum: 0 };

/** ISO 8601 text, an expression that yields one, or parts. */
export const duration: Schema = having(
  'duration',
  either(formatted('duration'), {
    ...closed('a duration', {
      days: count,
      hours: count,
      minutes: count,
      seconds: count,
      milliseconds: count,
    }),
    minProperties: 1,
  }),
);
