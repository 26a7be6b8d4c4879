import { closed, either, reference, type Schema, text } from '../build.ts';
import { task } from './base.ts';

const loop = closed("a 'for'", { each: text, in: either(text, { type: 'array' }), at: text }, ['in']);

export const forTask: Schema = task("a 'for' task", { for: loop, while: text, do: reference('tasks') }, [
  'for',
  'do',
]);
