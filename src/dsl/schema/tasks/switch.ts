import { closed, having, type Schema, text } from '../build.ts';
import { directive, task } from './base.ts';

const branch = closed("a case of a 'switch'", { when: text, then: directive }, ['then']);

export const switchTask: Schema = task(
  "a 'switch' task",
  {
    switch: having('cases', {
      title: "a 'switch'",
      type: 'array',
      minItems: 1,
      items: {
        title: "an item of a 'switch'",
        type: 'object',
        additionalProperties: branch,
        minProperties: 1,
        maxProperties: 1,
      },
    }),
  },
  ['switch'],
);
