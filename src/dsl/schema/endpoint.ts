import { closed, either, formatted, reference, type Schema, text } from './build.ts';

/** A URI, a URI template, or an expression; the object form adds how to authenticate. */
export const endpoint: Schema = either(
  formatted('endpoint'),
  closed('an endpoint', { uri: formatted('endpoint'), authentication: reference('authentication') }, ['uri']),
);

export const externalResource: Schema = closed(
  'an external resource',
  { name: text, endpoint: reference('endpoint') },
  ['endpoint'],
);
