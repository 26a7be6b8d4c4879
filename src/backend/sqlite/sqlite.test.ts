import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../backend.ts';
import { backendConformance, compareWithMemory } from '../conformance/index.ts';
import { createSqliteBackend } from './index.ts';

async function make() {
  const folder = mkdtempSync(join(tmpdir(), 'eventctl-sqlite-'));
  const path = join(folder, 'store.db');
  let open: Backend = createSqliteBackend({ path });
  return {
    backend: open,
    async reopen() {
      await open.close();
      open = createSqliteBackend({ path });
      return open;
    },
    async close() {
      await open.close();
      rmSync(folder, { recursive: true });
    },
  };
}

backendConformance('sqlite', make);
compareWithMemory('sqlite', make, { runs: 10, steps: 300 });
