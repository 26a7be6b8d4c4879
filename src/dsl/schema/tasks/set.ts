import { either, map, type Schema, text } from '../build.ts';
import { task } from './base.ts';

export const setTask: Schema = task(
  "a 'set' task",
  { set: either(text, { ...map, title: "a 'set'", minProperties: 1 }) },
  ['set'],
);
