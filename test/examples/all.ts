import { asyncApiExamples } from './asyncapi.ts';
import { authenticationExamples } from './authentication.ts';
import { eventExamples } from './events.ts';
import type { Example } from './example.ts';
import { flowExamples } from './flow.ts';
import { httpExamples } from './http.ts';

/** Every example that HTTP and events are enough for, each with all the ways it is run. */
export const examples: readonly Example[] = [
  ...httpExamples,
  ...authenticationExamples,
  ...asyncApiExamples,
  ...eventExamples,
  ...flowExamples,
];
