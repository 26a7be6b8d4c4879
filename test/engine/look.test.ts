import { afterEach, describe, expect, it } from 'vitest';
import type { Backend, Prospect } from '../../src/backend/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { broken, manualActivity, start, until, Workbench, workflow } from './workbench.ts';

const engines: Engine[] = [];
let bench: Workbench;

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  await bench.backend.close();
});

/** What was asked of a store that says by itself what there can be to do. */
interface Asked {
  looks: number;
  fired: number;
  taken: number;
  revisions: number;
}

function telling(prospect: (backend: Backend) => Promise<Prospect>): {
  readonly backend: Backend;
  readonly asked: Asked;
} {
  const asked: Asked = { looks: 0, fired: 0, taken: 0, revisions: 0 };
  const backend = broken((store) => ({
    definitions: {
      ...store.definitions,
      revision() {
        asked.revisions += 1;
        return store.definitions.revision();
      },
    },
    doorbell: {
      ...store.doorbell,
      look() {
        asked.looks += 1;
        return prospect(store);
      },
      fire(now) {
        asked.fired += 1;
        return store.doorbell.fire(now);
      },
    },
    effects: {
      ...store.effects,
      takeExpired(request) {
        asked.taken += 1;
        return store.effects.takeExpired(request);
      },
    },
  }));
  return { backend, asked };
}

async function open(backend: Backend, activities = [manualActivity()]): Promise<void> {
  bench = new Workbench({ backend, activities, sweepInterval: 1_000 });
  engines.push(bench.engine);
  await bench.engine.start();
}

const caller = workflow(
  'caller',
  'do:\n  - ask: { call: http, with: { method: get, endpoint: "https://example.com/" } }',
);

describe('a store that tells what there can be to do', () => {
  it('is asked once a second for all that a process does for itself, and for nothing else', async () => {
    const { backend, asked } = telling(async ({ definitions }) => ({
      nextTimer: undefined,
      expired: false,
      revision: await definitions.revision(),
    }));
    await open(backend);
    await bench.seconds(1);
    const before = { ...asked };
    await bench.seconds(5);
    expect(asked).toEqual({ ...before, looks: before.looks + 5 });
  });

  it('tells when the earliest timer is due, whoever has set it', async () => {
    const { backend, asked } = telling(async () => ({ nextTimer: start + 3_500, expired: false }));
    await open(backend);
    await bench.seconds(3);
    const before = asked.fired;
    await bench.pass(500);
    expect(asked.fired).toBe(before + 1);
  });

  it('tells of effects whose process is gone', async () => {
    let expired = false;
    const { backend } = telling(async () => ({ nextTimer: undefined, expired }));
    const [first, second] = [manualActivity(), manualActivity()];
    await open(backend, [first]);
    await bench.apply(caller);
    await bench.run('caller');
    await until(() => first.calls.length === 1);
    await bench.engine.stop();
    const other = bench.engineWith({ activities: [second], sweepInterval: 1_000 });
    engines.push(other);
    await other.start();
    await bench.seconds(5);
    expect(second.calls).toEqual([]);
    expired = true;
    await bench.seconds(1);
    expect(second.calls.map(({ key }) => key)).toEqual(first.calls.map(({ key }) => key));
  });

  it('tells of definitions that were applied', async () => {
    const { backend } = telling(async ({ definitions }) => ({
      nextTimer: undefined,
      expired: false,
      revision: await definitions.revision(),
    }));
    await open(backend);
    await bench.apply(workflow('tick', 'schedule: { every: { hours: 1 } }\ndo:\n  - a: { set: { n: 1 } }'));
    await bench.seconds(2);

    expect(await bench.instancesOf('tick~schedule')).toHaveLength(1);
  });

  it('is tried in all when it cannot tell', async () => {
    const { backend, asked } = telling(async () => ({
      nextTimer: Number.NEGATIVE_INFINITY,
      expired: true,
    }));
    await open(backend);
    await bench.seconds(1);
    const before = { ...asked };
    await bench.seconds(3);
    const each = (name: keyof Asked): number => asked[name] - before[name];
    expect([each('looks'), each('fired'), each('taken'), each('revisions')]).toEqual([3, 3, 3, 3]);
  });
});
