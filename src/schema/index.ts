export { compileSchema, dialectNames } from './schema.ts';
