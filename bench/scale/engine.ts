import type { Plugin } from '../../src/activities/index.ts';
import type { Backend } from '../../src/backend/backend.ts';
import type { Client } from '../../src/client/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { moduleUrl, packageFolder } from '../package.ts';
import basic from '../plugin.ts';

/** The built package's engine in this process, over a store. */
export interface BenchEngine {
  readonly backend: Backend;
  readonly engine: Engine;
  readonly client: Client;
}

export interface BenchEngineOptions {
  readonly plugins?: readonly Plugin[];
  /** Stands between the engine and its store. */
  readonly around?: (backend: Backend) => Backend;
  /** Runs instances; without it the engine only takes things in. */
  readonly start: boolean;
}

/** Opens a store with an engine over it, does something with both, and closes them however that ends. */
export async function withEngine<Result>(
  url: string,
  { plugins = basic, around = (backend) => backend, start }: BenchEngineOptions,
  work: (bench: BenchEngine) => Promise<Result>,
): Promise<Result> {
  const { openBackend }: typeof import('../../src/backend/index.ts') = await load('backend');
  const { createEngine, realClock }: typeof import('../../src/engine/index.ts') = await load('engine');
  const { compileStored }: typeof import('../../src/definitions/index.ts') = await load('definitions');
  const { createActivities }: typeof import('../../src/activities/index.ts') = await load('activities');
  const { createLocalClient }: typeof import('../../src/client/index.ts') = await load('client');

  const backend = around(await openBackend(url, { owner: {} }));
  const engine = createEngine({
    backend,
    clock: realClock,
    compile: compileStored,
    activities: createActivities({ allowPrivate: 'loopback', plugins, allowRun: [] }),
    secrets: {},
    runtime: { name: 'eventctl', version: 'bench' },
    log: ({ level, message, error }) => process.stderr.write(`${level} ${message} ${String(error ?? '')}\n`),
  });
  const names = plugins.map(({ name }) => name);
  const client = createLocalClient({ backend, engine, plugins: names });
  try {
    if (start) await engine.start();
    return await work({ backend, engine, client });
  } finally {
    if (start) await engine.stop();
    await backend.close();
  }
}

function load(room: string) {
  return import(moduleUrl(`${room}/index.js`, packageFolder()));
}
