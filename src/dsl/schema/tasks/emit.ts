import { closed, type Schema } from '../build.ts';
import { eventProperties } from '../events.ts';
import { task } from './base.ts';

const event = closed(
  'an event to emit',
  { with: { ...eventProperties, title: 'an event to emit', required: ['type'] } },
  ['with'],
);

export const emitTask: Schema = task("an 'emit' task", { emit: closed("an 'emit'", { event }, ['event']) }, [
  'emit',
]);
