import type { Backend } from '../../src/backend/index.ts';
import type { Client } from '../../src/client/index.ts';
import type { SourceFile } from '../../src/dsl/index.ts';
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

/** `engine` answers where the instances run in this process. */
export async function storeClient(
  backend: Backend,
  folder: string,
  engine?: Parameters<typeof import('../../src/client/index.ts').createLocalClient>[0]['engine'],
): Promise<StoreClient> {
  const { createLocalClient }: typeof import('../../src/client/index.ts') = await import(
    moduleUrl('client/index.js', folder)
  );
  const client = createLocalClient({ backend, ...(engine === undefined ? {} : { engine }) });
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
