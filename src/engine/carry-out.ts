import type { Backend } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import type { CloudEvent } from '../events/index.ts';
import type { Effect, Machine, Stimulus } from '../machine/index.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { Log } from './log.ts';
import type { MachineCache } from './machines.ts';
import { isUnreachable } from './unreachable.ts';

type StartEffect = Extract<Effect, { readonly kind: 'start' }>;

/** An effect that the store itself takes, in contrast to an activity. */
export type StoredEffect = Exclude<Effect, { readonly kind: 'activity' }>;

export interface Carrier {
  readonly backend: Backend;
  readonly machines: MachineCache;
  readonly accept: (event: CloudEvent) => Promise<'accepted' | 'duplicate'>;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Carries out one effect; doing it again changes nothing. The result is what its own instance is told when it is
 * settled: nothing for most, as they are waited for by nobody, or answer by a stimulus of their own later.
 */
export async function carryOut(
  carrier: Carrier,
  instance: string,
  effect: StoredEffect,
): Promise<Stimulus | undefined> {
  switch (effect.kind) {
    case 'publish':
      await carrier.accept(effect.event);
      return undefined;
    case 'start':
      return startChild(carrier, instance, effect);
    case 'report':
      await push(carrier, effect.parent.instance, effect.key, reportOf(effect));
      return undefined;
    case 'cancel':
      await push(carrier, effect.child, effect.key, { kind: 'cancel', reason: 'its parent was cancelled' });
      return undefined;
  }
}

/**
 * Cancels the child of a `start` that was taken back while it was carried out. The machine asks for that too, but
 * another process may have done so before the child was there.
 */
export async function cancelOrphan(carrier: Carrier, effect: StartEffect): Promise<void> {
  if (effect.parent === undefined) return;
  const parent = await carrier.backend.instances.get(effect.parent.instance);
  const awaited = Object.values(parent?.frames ?? {}).some((frame) => frame.effect === effect.key);
  if (awaited) return;
  await push(carrier, effect.child, `${effect.key}!cancel`, {
    kind: 'cancel',
    reason: 'its parent was cancelled',
  });
}

/**
 * The child's end is reported by the child, so the effect is done once the child is there. One that is not awaited has
 * nobody to tell why it never was: the log is told.
 */
async function startChild(
  { backend, machines, now, log }: Carrier,
  instance: string,
  effect: StartEffect,
): Promise<Stimulus | undefined> {
  const machine = await findMachine(machines, effect.workflow);
  if (typeof machine === 'string') {
    if (effect.parent === undefined) {
      const message = 'a workflow that nobody waits for cannot be started';
      log({ level: 'warn', message, instance, error: new Error(machine) });
      return undefined;
    }
    const { problem } = WorkflowError.of('configuration', 'The workflow cannot be started', machine);
    return { kind: 'failed', key: effect.key, error: problem };
  }
  await backend.instances.create({
    id: effect.child,
    definition: machine.id,
    input: effect.input,
    now: now(),
    origin: { instance, key: effect.key },
    ...(effect.parent === undefined ? {} : { parent: effect.parent }),
  });
  return undefined;
}

/** The machine, or why there is none. */
async function findMachine(machines: MachineCache, id: DefinitionId): Promise<Machine | string> {
  const name = `${id.namespace}/${id.name}:${id.version}`;
  try {
    return (await machines.find(id)) ?? `there is no workflow ${name}`;
  } catch (error) {
    if (isUnreachable(error)) throw error;
    return `the workflow ${name} does not compile`;
  }
}

function reportOf(effect: Extract<Effect, { readonly kind: 'report' }>): Stimulus {
  const { key } = effect.parent;
  if (effect.error !== undefined) return { kind: 'failed', key, error: effect.error };
  return { kind: 'completed', key, output: effect.output ?? null };
}

async function push(carrier: Carrier, instance: string, id: string, stimulus: Stimulus): Promise<void> {
  await carrier.backend.instances.push({ instance, id, stimulus, now: carrier.now() });
}
