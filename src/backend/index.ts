export type * from './backend.ts';
export { createMemoryBackend } from './memory/index.ts';
export { type OpenOptions, openBackend } from './open.ts';
