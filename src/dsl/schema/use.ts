import { choice, closed, mapOf, reference, type Schema, text, texts } from './build.ts';
import { error } from './errors.ts';

const extension = closed(
  'an extension',
  {
    extend: choice(
      'call',
      'composite',
      'emit',
      'for',
      'listen',
      'raise',
      'run',
      'set',
      'switch',
      'try',
      'wait',
      'all',
    ),
    when: text,
    before: reference('tasks'),
    after: reference('tasks'),
  },
  ['extend'],
);

/** What a workflow defines once and names elsewhere. */
export const use: Schema = closed("the 'use' section", {
  authentications: mapOf(reference('authenticationPolicy')),
  errors: mapOf(error),
  extensions: {
    type: 'array',
    items: { title: 'an extension', ...mapOf(extension), minProperties: 1, maxProperties: 1 },
  },
  functions: mapOf(reference('task')),
  retries: mapOf(reference('retry')),
  secrets: texts,
  timeouts: mapOf(reference('timeout')),
  catalogs: mapOf(closed('a catalog', { endpoint: reference('endpoint') }, ['endpoint'])),
});
