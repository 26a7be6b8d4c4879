import { createMemoryBackend } from '../../src/backend/index.ts';
import { orderPaths } from './paths.ts';

orderPaths(async () => createMemoryBackend());
