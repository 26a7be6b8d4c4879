export { convertDocument } from './convert.ts';
