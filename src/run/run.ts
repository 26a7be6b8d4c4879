import {
  createActivities,
  createTransport,
  type Plugin,
  type RunKind,
  type Stub,
} from '../activities/index.ts';
import { createAuthenticator } from '../authentication/index.ts';
import { type Backend, createMemoryBackend, type RecordedEntry } from '../backend/index.ts';
import {
  compileStored,
  gatherResources,
  type LoadedWorkflow,
  loadDefinitions,
} from '../definitions/index.ts';
import type { SourceFile } from '../dsl/index.ts';
import {
  type Clock,
  createEngine,
  type Engine,
  type Log,
  realClock,
  SimulatedClock,
} from '../engine/index.ts';
import type { CloudEvent } from '../events/index.ts';
import type { Json } from '../json/json.ts';
import type { InstanceStatus, Machine, Surroundings } from '../machine/index.ts';
import type { PrivateAccess } from '../network/index.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import { Failure } from '../problem/failure.ts';
import type { Problem } from '../problem/problem.ts';
import { createResources } from '../resources/index.ts';
import { drive } from './drive.ts';
import { Listeners } from './listening.ts';
import { type RunTask, tasksOf } from './tasks.ts';
import { type WatchedStore, watch } from './watched-store.ts';

const defaultRuntime = { name: 'eventctl', version: 'unknown' };

export interface RunRequest {
  /** The first workflow of the first file is the one to run; the others, and AsyncAPI documents, can be used by it. */
  readonly files: readonly SourceFile[];
  /** Where AsyncAPI documents that were read before are remembered. */
  readonly cacheFolder?: string;
  /** Absent: a workflow with `schedule.on` is started by the first event that it names, others with `{}`. */
  readonly input?: Json;
  /** Fed in this order, each as soon as something listens for it. */
  readonly events?: readonly CloudEvent[];
  /** Answer HTTP calls in place of the network. */
  readonly stubs?: readonly Stub[];
  readonly allowPrivate?: PrivateAccess;
  /** The folder that is the function catalog `default`. */
  readonly functions?: string;
  /** Calls that the process adds. */
  readonly plugins?: readonly Plugin[];
  /** Processes that `run` may start on this machine. */
  readonly allowRun?: readonly RunKind[];
  readonly secrets?: Readonly<Record<string, Json>>;
  /** Time stands still and jumps to the next timer whenever nothing else can happen. */
  readonly timeSkip?: boolean;
  /** Milliseconds of real time for the whole run. */
  readonly timeout?: number;
  readonly runtime?: { readonly name: string; readonly version: string };
  readonly log?: Log;
}

export interface RunResult {
  readonly instance: string;
  readonly status: InstanceStatus;
  readonly output?: Json;
  readonly error?: Problem;
  /** In order of their start. */
  readonly tasks: readonly RunTask[];
  /** Events that workflows of the run emitted, in order. */
  readonly emitted: readonly CloudEvent[];
  readonly history: readonly RecordedEntry[];
  /** How many of the given events nothing listened for. */
  readonly unused: number;
  /** Why the run stopped before the instance had ended. */
  readonly stopped?: string;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Runs one workflow to its end, in this process, on a store in memory.
 * @throws Failure `invalid-definition` with every diagnostic; `timed-out` when nothing started the workflow.
 */
export async function runWorkflow(request: RunRequest): Promise<RunResult> {
  const { main, workflows, services, warnings } = await load(request);
  const clock = request.timeSkip === true ? new SimulatedClock(Date.now()) : realClock;
  const store = watch(createMemoryBackend(), main.id);
  for (const service of services) await store.backend.services.put(service);
  for (const { stored } of workflows) {
    await store.backend.definitions.put({ ...stored, appliedAt: clock.now() });
  }
  const engine = engineOf(request, store.backend, clock);
  await engine.start();
  try {
    const awaitsEvent = request.input === undefined && startsByEvents(main.machine);
    if (!awaitsEvent) {
      store.setMain(await engine.startInstance({ workflow: main.id, input: request.input ?? {} }));
    }
    const course = await drive({
      engine,
      store,
      clock,
      listeners: new Listeners({
        backend: store.backend,
        workflows,
        surroundings: surroundingsOf(request, clock),
      }),
      events: request.events ?? [],
      timeout: request.timeout,
    });
    const instance = store.main();
    if (instance === undefined) throw notStarted(main, course.stopped);
    return { ...(await outcomeOf(store, instance)), ...course, warnings };
  } finally {
    await engine.stop();
    await store.backend.close();
  }
}

async function load(request: RunRequest) {
  const [file] = request.files;
  const plugins = request.plugins?.map(({ name }) => name) ?? [];
  const transport = createTransport(request);
  const { workflows, services, diagnostics } = await loadDefinitions({
    files: request.files,
    known: { services: [] },
    resources: await gatherResources({
      files: request.files,
      resources: createResources({ authenticator: createAuthenticator({ transport, now: Date.now }) }),
      plugins,
      ...(request.functions === undefined ? {} : { defaultCatalog: request.functions }),
    }),
    plugins,
    ...(request.cacheFolder === undefined ? {} : { cacheFolder: request.cacheFolder }),
  });
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Failure('invalid-definition', 'nothing was run', { diagnostics });
  }
  const main = workflows.find(({ stored }) => stored.file === file?.path);
  if (main === undefined) throw new Failure('usage', `there is no workflow in ${file?.path ?? 'no file'}`);
  return { main, workflows, services, warnings: diagnostics };
}

function engineOf(request: RunRequest, backend: Backend, clock: Clock): Engine {
  return createEngine({
    backend,
    clock,
    compile: compileStored,
    activities: createActivities(request),
    secrets: request.secrets ?? {},
    runtime: request.runtime ?? defaultRuntime,
    // The run is about one instance, which starts at once.
    clocks: false,
    // A store of this process loses no ring.
    sweepInterval: 0,
    patience: 0,
    log: request.log ?? (() => {}),
  });
}

function startsByEvents({ triggers, schedule }: Machine): boolean {
  return triggers.length > 0 || schedule?.by === 'events';
}

/** What an instance would be surrounded by now. */
function surroundingsOf(request: RunRequest, clock: Clock): () => Surroundings {
  const { secrets = {}, runtime = defaultRuntime } = request;
  return () => ({ now: clock.now(), random: () => 0, secrets, runtime });
}

function notStarted(main: LoadedWorkflow, stopped: string | undefined): Failure {
  const why = stopped === undefined ? '' : `: ${stopped}`;
  return new Failure('timed-out', `no event started the workflow ${main.id.name}${why}`, {
    hint: 'feed it its event with --events, or start it with --input',
  });
}

async function outcomeOf(store: WatchedStore, id: string) {
  const instance = await store.backend.instances.get(id);
  if (instance === undefined) throw new Error(`the instance ${id} is gone`);
  const history = await store.backend.history.read({ instance: id, after: 0 });
  return {
    instance: id,
    status: instance.status,
    ...(instance.output === undefined ? {} : { output: instance.output }),
    ...(instance.error === undefined ? {} : { error: instance.error }),
    tasks: tasksOf(history),
    history,
  };
}
