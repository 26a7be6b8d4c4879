import type { Backend } from '../../src/backend/index.ts';
import type { Client } from '../../src/client/index.ts';
import type { SourceFile } from '../../src/dsl/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import type { Json } from '../../src/json/json.ts';
import { moduleUrl } from '../package.ts';
import { awaitEvent, type Kind, namespace, threeSteps } from '../workflows.ts';

/** A workflow that was applied. */
export interface Applied {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/** A client of a store, with what the shapes need of it. */
export interface StoreClient {
  readonly client: Client;
  /** Starts an instance by the intake of an engine, as a server does; the id, when the instance is durable. */
  start(workflow: Applied, input: Json): Promise<string>;
  /** The workflow of three steps, applied once for each URL. */
  applySteps(kind: Kind, url: string): Promise<Applied>;
  applyAwaitEvent(): Promise<Applied>;
  /** Resolves when the client has seen that an instance has ended. */
  ended(id: string): Promise<void>;
  /** @throws Error when an instance has faulted. */
  requireSuccess(): Promise<void>;
}

/** Opens a store as the command line's clients do, with the code of the built package. */
export async function openStore(url: string, folder: string): Promise<StoreClient> {
  const { openBackend }: typeof import('../../src/backend/index.ts') = await import(
    moduleUrl('backend/index.js', folder)
  );
  return storeClient(await openBackend(url), folder);
}

/** `engine` is the one that works on the store in this process; without it, one that only takes in. */
export async function storeClient(backend: Backend, folder: string, engine?: Engine): Promise<StoreClient> {
  const { createLocalClient }: typeof import('../../src/client/index.ts') = await import(
    moduleUrl('client/index.js', folder)
  );
  const intake = engine ?? (await createIntake(backend, folder));
  const client = createLocalClient({ backend, engine: intake });
  const versions = new Map<string, Applied>();

  async function apply(key: string, name: string, file: (version: string) => SourceFile): Promise<Applied> {
    const known = versions.get(key);
    if (known !== undefined) return known;
    const applied = { namespace, name, version: `1.0.${versions.size}` };
    await client.apply([file(applied.version)], { plugins: ['step', 'note'] });
    versions.set(key, applied);
    return applied;
  }

  return {
    client,
    start: (workflow, input) => intake.startInstance({ workflow, input }),
    applySteps: (kind, url) =>
      apply(`${kind} ${url}`, `three-${kind}`, (version) => threeSteps(kind, version, url)),
    applyAwaitEvent: () => apply('await-event', 'await-event', awaitEvent),
    async ended(id) {
      for await (const _entry of client.logs({ instance: id, follow: true }));
    },
    async requireSuccess() {
      const [faulted] = await client.listInstances({ status: 'faulted', limit: 1 });
      if (faulted === undefined) return;
      const { error } = await client.showInstance(faulted.id);
      throw new Error(`an instance has faulted: ${JSON.stringify(error)}`);
    },
  };
}

async function createIntake(backend: Backend, folder: string): Promise<Engine> {
  const { createEngine, realClock }: typeof import('../../src/engine/index.ts') = await import(
    moduleUrl('engine/index.js', folder)
  );
  const { compileStored }: typeof import('../../src/definitions/index.ts') = await import(
    moduleUrl('definitions/index.js', folder)
  );
  return createEngine({
    backend,
    clock: realClock,
    compile: compileStored,
    activities: [],
    secrets: {},
    runtime: { name: 'eventctl', version: 'bench' },
    log: () => {},
  });
}
