export { createRedisBackend, type RedisOptions } from './backend.ts';
export { inspectRedis, type RedisInspection, type RedisProblem } from './inspect.ts';
