export { createRedisBackend } from './backend.ts';
export { inspectRedis } from './inspect.ts';
