import { join } from 'node:path';
import { describe } from 'vitest';
import { testRestarts } from './restarts.ts';

describe('a process on sqlite is killed, and another goes on:', () => {
  testRestarts(async (folder) => {
    const url = `sqlite:${join(folder, 'eventctl.db')}`;
    return { url, command: ['dev', '--port', '0', '--store', url], stop: async () => {} };
  });
});
