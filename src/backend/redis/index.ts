export { createRedisBackend } from './backend.ts';
