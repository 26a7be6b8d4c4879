import type { Activity } from '../../src/activities/activity.ts';
import { type Backend, createMemoryBackend } from '../../src/backend/index.ts';
import { compileStored, loadDefinitions } from '../../src/definitions/index.ts';
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type LogEntry,
  SimulatedClock,
} from '../../src/engine/index.ts';
import { newCloudEvent } from '../../src/events/index.ts';
import type { Json } from '../../src/json/json.ts';
import type { Instance } from '../../src/machine/index.ts';

/** When every test begins. */
export const start = Date.UTC(2026, 0, 1);

/** Engines on a store in memory with a clock that a test moves. */
export class Workbench {
  readonly backend: Backend;
  readonly clock = new SimulatedClock(start);
  readonly logged: LogEntry[] = [];
  readonly engine: Engine;
  #events = 0;

  constructor(options: Partial<EngineOptions> = {}) {
    this.backend = options.backend ?? createMemoryBackend();
    this.engine = this.engineWith(options);
  }

  /** Another worker, as a process would run one. */
  engineWith(options: Partial<EngineOptions> = {}): Engine {
    return createEngine({
      backend: this.backend,
      clock: this.clock,
      compile: compileStored,
      activities: [],
      secrets: {},
      runtime: { name: 'eventctl', version: 'test' },
      random: () => 0.5,
      sweepInterval: 0,
      patience: 0,
      log: (entry) => this.logged.push(entry),
      ...options,
    });
  }

  /** Applies workflows: the text after `document`, without indentation of its own. */
  async apply(...workflows: readonly string[]): Promise<void> {
    for (const text of workflows) {
      const loaded = await loadDefinitions({ files: [{ path: 'test.yaml', text }], known: { services: [] } });
      if (loaded.diagnostics.length > 0) throw new Error(JSON.stringify(loaded.diagnostics));
      for (const { stored } of loaded.workflows) {
        await this.backend.definitions.put({ ...stored, appliedAt: this.clock.now() });
      }
    }
  }

  async run(name: string, input: Json = {}): Promise<string> {
    return this.engine.startInstance({ workflow: { namespace: 'test', name, version: 'latest' }, input });
  }

  async send(type: string, data: Json, more: Readonly<Record<string, Json>> = {}): Promise<string> {
    this.#events += 1;
    const attributes = { type, source: '/test', data, ...more };
    const event = newCloudEvent(attributes, { id: `event-${this.#events}`, now: this.clock.now() });
    return this.engine.accept(event);
  }

  async show(id: string): Promise<Instance> {
    const instance = await this.backend.instances.get(id);
    if (instance === undefined) throw new Error(`there is no instance ${id}`);
    return instance;
  }

  async instancesOf(name: string): Promise<readonly Instance[]> {
    const listed = await this.backend.instances.list({ name, limit: 100 });
    return Promise.all(listed.map(({ id }) => this.show(id)));
  }

  /** Moves time on second by second, as sweeps and renewals see it. */
  async seconds(count: number, step: () => void | Promise<void> = () => {}): Promise<void> {
    for (let second = 0; second < count; second++) {
      this.clock.advanceTo(this.clock.now() + 1_000);
      for (let look = 0; look < 20; look++) await new Promise((resolve) => setImmediate(resolve));
      await step();
    }
  }

  /** Moves time on and waits for what that brings about. */
  async pass(milliseconds: number): Promise<void> {
    this.clock.advanceTo(this.clock.now() + milliseconds);
    await this.engine.idle();
  }
}

/** A store in memory with some of its promises broken. */
export function broken(part: (backend: Backend) => Partial<Backend>): Backend {
  const backend = createMemoryBackend();
  return { ...backend, ...part(backend) };
}

/** The head of a workflow named so in the namespace `test`. */
export function workflow(name: string, body: string, version = '1.0.0'): string {
  return `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '${version}' }\n${body}`;
}

/** An http activity whose calls a test answers. */
export function manualActivity(): Activity & { readonly calls: Call[] } {
  const calls: Call[] = [];
  return {
    kind: 'http',
    calls,
    run: (request, { signal, key }) =>
      new Promise((resolve, reject) => {
        calls.push({ key, signal, arguments: request.arguments, resolve, reject });
      }),
  };
}

interface Call {
  readonly key: string;
  readonly signal: AbortSignal;
  readonly arguments: Json;
  resolve(output: Json): void;
  reject(error: unknown): void;
}

/** Waits for something that another engine, or an activity, brings about outside of `idle`. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < 1_000; look++) {
    if (await condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not come about');
}
