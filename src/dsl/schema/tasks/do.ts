import { reference, type Schema } from '../build.ts';
import { task } from './base.ts';

export const doTask: Schema = task("a 'do' task", { do: reference('tasks') }, ['do']);
