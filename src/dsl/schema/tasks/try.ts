import { closed, reference, type Schema, text } from '../build.ts';
import { errorFilter, retryOrName } from '../errors.ts';
import { directive, task } from './base.ts';

const caught = closed("a 'catch'", {
  errors: errorFilter,
  as: text,
  when: text,
  exceptWhen: text,
  retry: retryOrName,
  do: reference('tasks'),
  then: directive,
});

export const tryTask: Schema = task("a 'try' task", { try: reference('tasks'), catch: caught }, [
  'try',
  'catch',
]);
