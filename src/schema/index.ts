export { compileSchema } from './schema.ts';
