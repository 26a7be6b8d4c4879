import type { Backend } from '../backend/backend.ts';
import type { Engine } from '../engine/index.ts';
import type { CloudEvent } from '../events/cloudevent.ts';
import { maxEventBytes } from '../events/limits.ts';
import { hasEnded } from '../machine/instance.ts';
import { scheduledBy } from '../machine/schedule-name.ts';
import { Failure } from '../problem/failure.ts';
import { applyFiles } from './apply.ts';
import type { Client, WorkflowReference } from './client.ts';
import { endsInstance } from './ending.ts';
import { deleteWorkflow, findDefinition, scheduleOf, summarise } from './workflows.ts';

/** What a client needs of an engine: its ways in, which work without `start`. */
export type Intake = Pick<Engine, 'accept' | 'startInstance' | 'cancel' | 'suspend' | 'resume'>;

export interface LocalOptions {
  readonly backend: Backend;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
  /** The engine that runs in this process; without one, an engine that is never started. */
  readonly engine?: Intake;
  /** Call names of plug-ins that are known here. */
  readonly plugins?: readonly string[];
  /** See `Client`; true unless given. */
  readonly attended?: boolean;
}

/**
 * Answers from a store in this process. It runs no instance: what it starts, sends or cancels is written, and carried
 * out by the workers of the store. `close` closes the store. Heavy rooms are loaded by the methods that need them,
 * so that reading verbs start fast.
 */
export function createLocalClient(options: LocalOptions): Client {
  const { backend, now = Date.now } = options;
  let intake: Promise<Intake> | undefined =
    options.engine === undefined ? undefined : Promise.resolve(options.engine);
  const engine = (): Promise<Intake> => {
    intake ??= createIntake(backend, now);
    return intake;
  };
  return {
    description: backend.description,
    attended: options.attended ?? true,
    apply: (files, { resources = [], plugins = [] } = {}) =>
      applyFiles({
        backend,
        files,
        resources,
        plugins: [...plugins, ...(options.plugins ?? [])],
        now: now(),
      }),
    listWorkflows: async () => Promise.all((await backend.definitions.list()).map(summarise)),
    async showWorkflow(reference) {
      const stored = await findDefinition(backend, reference);
      const [summary, schedule] = await Promise.all([summarise(stored), scheduleOf(backend, stored)]);
      const { hash, text } = stored;
      return { ...summary, hash, text, ...(schedule === undefined ? {} : { schedule }) };
    },
    deleteWorkflow: (reference) => deleteWorkflow(backend, reference),
    listServices: () => backend.services.list(),
    async showService(name) {
      const { findServices } = await import('../catalog/index.ts');
      const [service, ...others] = findServices(await backend.services.list(), name);
      if (service === undefined) throw new Failure('not-found', `no service ${name} in the catalog`);
      if (others.length > 0) {
        const files = [service, ...others].map(({ file }) => file).join(', ');
        throw new Failure('usage', `several services have ${name}`, {
          hint: `name one of the files: ${files}`,
        });
      }
      return service;
    },
    async startInstance({ workflow, input = {} }) {
      const { namespace, name, version } = await findDefinition(backend, workflow);
      const definition = { namespace, name, version };
      const startedAt = now();
      const id = await (await engine()).startInstance({ workflow: definition, input });
      return { id, definition, status: 'pending', startedAt };
    },
    async listInstances({ status, workflow, limit }) {
      const filter = {
        ...(status === undefined ? {} : { status }),
        ...(workflow === undefined ? {} : filterOf(workflow)),
      };
      // Schedules are instances of their own kind. They are few, and old: a second look is rarely needed.
      for (let hidden = 0; ; ) {
        const found = await backend.instances.list({ ...filter, limit: limit + hidden });
        const shown = found.filter(({ definition }) => scheduledBy(definition) === undefined);
        if (shown.length === limit || found.length < limit + hidden) return shown;
        hidden = found.length - shown.length;
      }
    },
    async showInstance(id) {
      const instance = await backend.instances.get(id);
      if (instance === undefined) throw new Failure('not-found', `no instance ${id}`);
      const { suspension: _held, told: _count, ...shown } = instance;
      return shown;
    },
    async cancelInstance({ id, reason }) {
      await (await engine()).cancel({ instance: id, ...(reason === undefined ? {} : { reason }) });
    },
    async suspendInstance(id) {
      await (await engine()).suspend({ instance: id });
    },
    async resumeInstance(id) {
      await (await engine()).resume({ instance: id });
    },
    async sendEvent(event) {
      requireSize(event);
      return { outcome: await (await engine()).accept(event) };
    },
    listEvents: (query) => backend.events.list(query),
    async *logs({ instance, follow, signal }) {
      const found = await backend.instances.get(instance);
      if (found === undefined) throw new Failure('not-found', `no instance ${instance}`);
      // Nothing follows the end, and what has ended may be forgotten while it is read.
      if (!follow || hasEnded(found.status)) {
        yield* await backend.history.read({ instance, after: 0 });
        return;
      }
      const ended = new AbortController();
      const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
      try {
        for await (const entry of backend.history.follow({ instance, after: 0, signal: either })) {
          yield entry;
          if (endsInstance(entry)) return;
        }
      } finally {
        ended.abort();
      }
    },
    async status() {
      const [workflows, services, backlog] = await Promise.all([
        backend.definitions.list(),
        backend.services.list(),
        backend.doorbell.backlog(),
      ]);
      return {
        store: backend.description,
        workflows: workflows.length,
        services: services.length,
        backlog,
      };
    },
    close: () => backend.close(),
  };
}

async function createIntake(backend: Backend, now: () => number): Promise<Intake> {
  const { createEngine, realClock } = await import('../engine/index.ts');
  const { compileStored } = await import('../definitions/index.ts');
  return createEngine({
    backend,
    clock: { ...realClock, now },
    compile: compileStored,
    // Nothing runs here: a worker of the store has its own of these.
    activities: [],
    secrets: {},
    runtime: { name: 'eventctl', version: '' },
    log: () => {},
  });
}

/** The namespace counts only when it was named: without it a name is looked for in all of them. */
function filterOf({ namespace, name, version }: WorkflowReference) {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(version === undefined ? {} : { version }),
  };
}

/** The limit of the ingress holds for every way in. */
function requireSize(event: CloudEvent): void {
  const bytes = Buffer.byteLength(JSON.stringify(event));
  if (bytes <= maxEventBytes) return;
  throw new Failure('too-large', `the event has ${bytes} bytes; ${maxEventBytes} is the limit`);
}
