import { anything, closed, either, exactlyOne, map, reference, type Schema, text } from './build.ts';

const schema: Schema = {
  ...closed("a 'schema'", { format: text, document: anything, resource: reference('externalResource') }),
  ...exactlyOne("a 'schema'", 'document', 'resource'),
};

/** An expression, or an object with expressions inside. */
const transformation = either(text, map);

export const input: Schema = closed("an 'input'", { schema, from: transformation });
export const output: Schema = closed("an 'output'", { schema, as: transformation });
export const exported: Schema = closed("an 'export'", { schema, as: transformation });
