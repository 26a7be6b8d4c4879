// What `eventctl dev` is made of, in this process: a sqlite file, the engine, and the server. Instances are started by
// a call in the process, as a library is used; events come in over HTTP. An end is known when its commit is durable.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Backend } from '../../src/backend/index.ts';
import { hasEnded } from '../../src/machine/instance.ts';
import { versionOf } from '../machine.ts';
import { moduleUrl, packageFolder } from '../package.ts';
import plugins from '../plugin.ts';
import { storeClient } from './client.ts';
import { withCpu } from './cpu.ts';
import { runEvents } from './events.ts';
import { awaitedLoad } from './load.ts';
import { createPoster } from './poster.ts';
import { type Served, serve } from './serve.ts';

const { values: flags } = parseArgs({
  options: {
    name: { type: 'string', default: 'eventctl sqlite' },
    package: { type: 'string', default: packageFolder() },
  },
});
const built = (path: string): string => moduleUrl(path, flags.package);

const pids = { 'client and engine': [process.pid] };

await serve(flags.name, start);

async function start(): Promise<Served> {
  const { openBackend }: typeof import('../../src/backend/index.ts') = await import(
    built('backend/index.js')
  );
  const { createEngine, realClock }: typeof import('../../src/engine/index.ts') = await import(
    built('engine/index.js')
  );
  const { compileStored }: typeof import('../../src/definitions/index.ts') = await import(
    built('definitions/index.js')
  );
  const { createActivities, readRunKinds }: typeof import('../../src/activities/index.ts') = await import(
    built('activities/index.js')
  );
  const { startServer }: typeof import('../../src/server/index.ts') = await import(built('server/index.js'));

  const folder = await mkdtemp(join(tmpdir(), 'eventctl-bench-sqlite-'));
  const backend = await openBackend(`sqlite:${join(folder, 'eventctl.db')}`, { owner: {} });
  const watched = watchEnds(backend);
  const engine = createEngine({
    backend: watched.backend,
    clock: realClock,
    compile: compileStored,
    activities: createActivities({ allowPrivate: 'loopback', plugins, allowRun: readRunKinds('') }),
    secrets: {},
    runtime: { name: 'eventctl', version: 'bench' },
    log: ({ level, message, error }) => process.stderr.write(`${level} ${message} ${String(error ?? '')}\n`),
  });
  const store = await storeClient(watched.backend, flags.package, engine);
  const server = await startServer({
    client: store.client,
    version: 'bench',
    host: '127.0.0.1',
    port: 0,
    log: (message, error) => process.stderr.write(`${message} ${String(error)}\n`),
  });
  await engine.start();
  const poster = createPoster(server.url);

  return {
    versions: { libsql: versionOf('libsql') },
    durability: 'WAL, synchronous FULL; an answer follows its write',
    async steps({ kind, concurrency, count, url }) {
      const workflow = await store.applySteps(kind, url);
      const measured = await withCpu(pids, () =>
        awaitedLoad({
          count,
          concurrency,
          run: async () => watched.ended(await store.start(workflow, {})),
        }),
      );
      await store.requireSuccess();
      return measured;
    },
    events: (request) => runEvents(request, { store, ends: watched, post: poster.post }),
    async stop() {
      poster.close();
      await server.stop();
      await engine.stop();
      await store.client.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The store, telling of each commit that ended an instance. */
function watchEnds(backend: Backend): {
  readonly backend: Backend;
  /** How many there were. */
  count(): Promise<number>;
  ended(id: string): Promise<void>;
} {
  let count = 0;
  /** Ends that came before anybody asked for them, too. */
  const ends = new Map<string, PromiseWithResolver>();
  const endOf = (id: string): PromiseWithResolver => {
    const known = ends.get(id) ?? promiseWithResolver();
    ends.set(id, known);
    return known;
  };
  return {
    backend: {
      ...backend,
      instances: {
        ...backend.instances,
        async commit(turn) {
          const outcome = await backend.instances.commit(turn);
          if (outcome !== 'conflict' && hasEnded(turn.instance.status)) {
            count += 1;
            endOf(turn.instance.id).resolve();
          }
          return outcome;
        },
      },
    },
    count: async () => count,
    async ended(id) {
      await endOf(id).promise;
      ends.delete(id);
    },
  };
}

interface PromiseWithResolver {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function promiseWithResolver(): PromiseWithResolver {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
