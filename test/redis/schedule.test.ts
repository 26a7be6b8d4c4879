import { expect, it } from 'vitest';
import { compileStored, loadDefinitions } from '../../src/definitions/index.ts';
import { createEngine, type Engine, realClock } from '../../src/engine/index.ts';
import { redisBench } from './bench.ts';

const bench = redisBench();

const text = `document: { dsl: '1.0.3', namespace: test, name: tick, version: '1.0.0' }
schedule: { every: { milliseconds: 250 } }
do: [{ note: { set: { done: true } } }]`;

async function worker(): Promise<{ readonly engine: Engine; readonly stop: () => Promise<void> }> {
  const backend = await bench.open();
  const engine = createEngine({
    backend,
    clock: realClock,
    compile: compileStored,
    activities: [],
    secrets: {},
    runtime: { name: 'eventctl', version: 'test' },
    log: () => {},
  });
  await engine.start();
  return { engine, stop: () => engine.stop() };
}

it('H1 every: many workers start one instance for each tick', { timeout: 30_000 }, async () => {
  const backend = await bench.open();
  const { workflows } = await loadDefinitions({
    files: [{ path: 'tick.yaml', text }],
    known: { services: [] },
  });
  for (const { stored } of workflows) await backend.definitions.put({ ...stored, appliedAt: Date.now() });
  const workers = await Promise.all([worker(), worker(), worker()]);
  const started = async () => backend.instances.list({ namespace: 'test', name: 'tick', limit: 100 });
  while ((await started()).length < 8) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const { stop } of workers) await stop();

  const [schedule, ...others] = await backend.instances.list({ name: 'tick~schedule', limit: 10 });
  expect(others).toEqual([]);
  // The schedule itself is the first activation, each tick one more.
  const ticks = ((await backend.instances.get(schedule?.id ?? ''))?.sequence ?? 0) - 1;
  // The last tick may have been committed and not yet carried out.
  const instances = (await started()).length;
  expect([ticks, ticks - 1]).toContain(instances);
});
