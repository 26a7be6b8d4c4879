import { afterEach, expect, it } from 'vitest';
import type { Backend, Chore } from '../../src/backend/index.ts';
import { broken, manualActivity, until, Workbench, workflow } from './workbench.ts';

let bench: Workbench;

afterEach(async () => {
  await bench.engine.stop();
  await bench.backend.close();
});

/** A store whose processes share chores, and what was handed to it. */
function shared(): { readonly backend: Backend; readonly chores: Chore[]; stopped: boolean } {
  const chores: Chore[] = [];
  const seen = { chores, stopped: false };
  const backend = broken(() => ({
    chores: {
      share(handed) {
        chores.push(...handed);
        return {
          stop: async () => {
            seen.stopped = true;
          },
        };
      },
    },
  }));
  return Object.assign(seen, { backend });
}

/** Counts how often the store is swept. */
function counting(backend: Backend): { readonly backend: Backend; sweeps: number } {
  const counted = { sweeps: 0 };
  const { doorbell } = backend;
  const sweep: typeof doorbell.sweep = (request) => {
    counted.sweeps += 1;
    return doorbell.sweep(request);
  };
  return Object.assign(counted, { backend: { ...backend, doorbell: { ...doorbell, sweep } } });
}

it('a store that processes share is given its chores, and is not swept by each of them', async () => {
  const { backend, chores } = shared();
  const counted = counting(backend);
  bench = new Workbench({ backend: counted.backend, sweepInterval: 1_000, keepEnded: 60_000 });
  await bench.engine.start();
  await bench.seconds(5);
  expect(chores.map(({ name, interval }) => [name, interval])).toEqual([
    ['sweep', 1_000],
    ['forget', 5_000],
  ]);
  expect(counted.sweeps).toBe(0);
  await chores[0]?.run(new AbortController().signal);
  expect(counted.sweeps).toBe(1);
});

it('a store of one process is swept by it', async () => {
  const counted = counting(broken(() => ({})));
  bench = new Workbench({ backend: counted.backend, sweepInterval: 1_000 });
  await bench.engine.start();
  await bench.seconds(5);
  expect(counted.sweeps).toBeGreaterThanOrEqual(5);
});

it('nothing is forgotten where nobody says when', async () => {
  const { backend, chores } = shared();
  bench = new Workbench({ backend, sweepInterval: 1_000 });
  await bench.engine.start();
  await bench.seconds(1);
  expect(chores.map(({ name }) => name)).toEqual(['sweep']);
});

it('no chores are taken on where nothing is swept', async () => {
  const { backend, chores } = shared();
  bench = new Workbench({ backend });
  await bench.engine.start();
  await bench.seconds(2);
  expect(chores).toEqual([]);
});

it('what a process does for itself does not wait for the chores', async () => {
  const { backend } = shared();
  const [first, second] = [manualActivity(), manualActivity()];
  bench = new Workbench({ backend, activities: [first], sweepInterval: 1_000 });
  await bench.apply(
    workflow('caller', 'do:\n  - one: { call: http, with: { method: get, endpoint: http://localhost } }'),
  );
  await bench.engine.start();
  await bench.run('caller');
  await until(() => first.calls.length === 1);
  await bench.engine.stop();
  const other = bench.engineWith({ activities: [second], sweepInterval: 1_000 });
  await other.start();
  await bench.seconds(5);
  await other.stop();
  expect(second.calls).toHaveLength(1);
});

it('a process that stops takes no more part', async () => {
  const seen = shared();
  bench = new Workbench({ backend: seen.backend, sweepInterval: 1_000 });
  await bench.engine.start();
  expect(seen.stopped).toBe(false);
  await bench.engine.stop();
  expect(seen.stopped).toBe(true);
});
