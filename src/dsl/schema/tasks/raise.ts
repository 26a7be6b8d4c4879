import { closed, type Schema } from '../build.ts';
import { errorOrName } from '../errors.ts';
import { task } from './base.ts';

export const raiseTask: Schema = task(
  "a 'raise' task",
  { raise: closed("a 'raise'", { error: errorOrName }, ['error']) },
  ['raise'],
);
