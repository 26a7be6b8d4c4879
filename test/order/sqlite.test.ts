import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openBackend } from '../../src/backend/index.ts';
import { orderPaths } from './paths.ts';

const folders: string[] = [];

orderPaths(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'eventctl-order-'));
  folders.push(folder);
  return openBackend(`sqlite:${join(folder, 'eventctl.db')}`);
});

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});
