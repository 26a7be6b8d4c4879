export { compileSchema, type SchemaCheck } from './schema.ts';
