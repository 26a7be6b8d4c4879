import { closed, reference, type Schema } from '../build.ts';
import { readAs } from '../events.ts';
import { task } from './base.ts';

export const listenTask: Schema = task(
  "a 'listen' task",
  {
    listen: closed("a 'listen'", { to: reference('eventStrategy'), read: readAs }, ['to']),
    foreach: reference('iterator'),
  },
  ['listen'],
);
