import { closed, exactlyOne, having, reference, type Schema, text } from './build.ts';
import { readAs } from './events.ts';

const triggers = {
  every: having('interval', reference('duration')),
  cron: text,
  after: reference('duration'),
  on: reference('eventStrategy'),
};

/** What starts a workflow by itself: one trigger. */
export const schedule: Schema = {
  ...closed("a 'schedule'", { ...triggers, read: readAs }),
  ...exactlyOne("a 'schedule'", ...Object.keys(triggers)),
  dependentRequired: { read: ['on'] },
};
