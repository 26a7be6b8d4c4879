import { reference, type Schema } from '../build.ts';
import { task } from './base.ts';

export const waitTask: Schema = task("a 'wait' task", { wait: reference('duration') }, ['wait']);
