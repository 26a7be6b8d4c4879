import { closed, flag, having, reference, type Schema } from '../build.ts';
import { task } from './base.ts';

const branches = having('branches', reference('tasks'));

export const forkTask: Schema = task(
  "a 'fork' task",
  { fork: closed("a 'fork'", { branches, compete: flag }, ['branches']) },
  ['fork'],
);
