import { setImmediate } from 'node:timers/promises';
import type { Activity } from '../../src/activities/activity.ts';
import { createActivities, readStubs } from '../../src/activities/index.ts';
import { createMemoryBackend } from '../../src/backend/index.ts';
import { compileStored, type LoadedWorkflow, loadDefinitions } from '../../src/definitions/index.ts';
import { createEngine, type Engine, SimulatedClock } from '../../src/engine/index.ts';
import { type CloudEvent, newCloudEvent } from '../../src/events/index.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { type HistoryEntry, hasEnded, type Instance } from '../../src/machine/index.ts';
import { Failure } from '../../src/problem/failure.ts';
import { type RunTask, tasksOf } from '../../src/run/tasks.ts';
import { routes } from './routes.ts';

/** One run of a workflow, as a scenario sees it. */
export interface Run {
  readonly instance: Instance;
  readonly history: readonly HistoryEntry[];
  /** In order of their start. */
  readonly tasks: readonly RunTask[];
}

/** Timers that a scenario waits for, at most: a schedule goes on for ever. */
const maxTimers = 1_000;

/** The runtime under test: workflows in this process, on a clock that stands still unless a scenario lets time pass. */
export class Session {
  readonly #backend = createMemoryBackend();
  readonly #clock = new SimulatedClock(Date.UTC(2026, 0, 1));
  readonly #engine: Engine;
  readonly #workflows: readonly LoadedWorkflow[];
  #events = 0;

  private constructor(workflows: readonly LoadedWorkflow[], activities: readonly Activity[]) {
    this.#workflows = workflows;
    this.#engine = createEngine({
      backend: this.#backend,
      clock: this.#clock,
      compile: compileStored,
      activities,
      secrets: {},
      runtime: { name: 'eventctl', version: 'test' },
      sweepInterval: 0,
      patience: 0,
      log: () => {},
    });
  }

  /** Makes workflows known, the one that a scenario is about first. @throws Failure naming what is wrong with them. */
  static async open(definitions: readonly string[]): Promise<Session> {
    const files = definitions.map((text, index) => ({ path: `workflow-${index + 1}.yaml`, text }));
    const { workflows, diagnostics } = await loadDefinitions({ files, known: { services: [] } });
    if (diagnostics.some(({ severity }) => severity === 'error')) {
      throw new Failure('invalid-definition', 'the workflow is refused', { diagnostics });
    }
    const stubs = await readStubs(routes, 'routes.ts');
    const session = new Session(workflows, createActivities({ stubs }));
    await session.#start();
    return session;
  }

  async #start(): Promise<void> {
    for (const { stored } of this.#workflows) {
      await this.#backend.definitions.put({ ...stored, appliedAt: this.#clock.now() });
    }
    await this.#engine.start();
    await this.#settle();
  }

  async close(): Promise<void> {
    await this.#engine.stop();
    await this.#backend.close();
  }

  async execute(input: Json): Promise<void> {
    const [workflow] = this.#workflows;
    if (workflow === undefined) throw new Error('no workflow was defined');
    this.#tick();
    await this.#engine.startInstance({ workflow: workflow.id, input });
    await this.#settle();
  }

  /** Publishes an event; one without an id is an event of its own. */
  async publish(attributes: JsonObject): Promise<void> {
    const { type } = attributes;
    if (typeof type !== 'string') throw new Error('an event must have a type');
    this.#events += 1;
    this.#tick();
    const unique = { id: `event-${this.#events}`, now: this.#clock.now() };
    const event = newCloudEvent({ source: 'https://publisher.example.com', ...attributes, type }, unique);
    await this.#engine.accept(event);
    await this.#settle();
  }

  async pass(seconds: number): Promise<void> {
    this.#clock.advanceTo(this.#clock.now() + seconds * 1_000);
    await this.#settle();
  }

  async ask(request: 'cancel' | 'suspend' | 'resume'): Promise<void> {
    const [run] = await this.runs();
    if (run === undefined) throw new Error('no run of the workflow has started');
    this.#tick();
    await this.#engine[request]({ instance: run.instance.id });
    await this.#settle();
  }

  /** Runs of a workflow by its name, or of the one that the scenario is about, in order of their start. */
  async runs(name = this.#workflows[0]?.id.name ?? ''): Promise<readonly Run[]> {
    const listed = await this.#backend.instances.list({ name, limit: 100 });
    const runs = listed.map(async ({ id }): Promise<Run> => {
      const instance = await this.#backend.instances.get(id);
      if (instance === undefined) throw new Error(`the instance ${id} is gone`);
      const history = await this.#backend.history.read({ instance: id, after: 0 });
      return { instance, history, tasks: tasksOf(history) };
    });
    const found = await Promise.all(runs);
    return found.sort((one, other) => (one.instance.id < other.instance.id ? -1 : 1));
  }

  /** Lets time pass until every run of the workflow has ended, or nothing can go on. */
  async finish(name?: string): Promise<readonly Run[]> {
    for (let timers = 0; timers < maxTimers; timers++) {
      await this.#settle();
      const runs = await this.runs(name);
      const next = await this.#backend.doorbell.nextTimer();
      if (
        next === undefined ||
        (runs.length > 0 && runs.every(({ instance }) => hasEnded(instance.status)))
      ) {
        return runs;
      }
      this.#clock.advanceTo(next);
    }
    return this.runs(name);
  }

  /** Everything that was published, by the scenario and by workflows, in order. */
  async published(): Promise<readonly CloudEvent[]> {
    const events = await this.#backend.events.list({ limit: 1_000 });
    return events.map(({ event }) => event).reverse();
  }

  /** Whatever happens after another happens later, so that runs have an order. */
  #tick(): void {
    this.#clock.advanceTo(this.#clock.now() + 1);
  }

  async #settle(): Promise<void> {
    await this.#engine.idle();
    await setImmediate();
    await this.#engine.idle();
  }
}
