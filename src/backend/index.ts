export type * from './backend.ts';
export { createMemoryBackend } from './memory/index.ts';
export { openBackend } from './open.ts';
