import type { Backend } from '../backend/backend.ts';
import { hasEnded, type Instance, type Stimulus, scheduledBy } from '../machine/index.ts';
import { Failure } from '../problem/failure.ts';
import { newInstanceId } from './instance-id.ts';

/** What people ask of an instance. Each is durable when it returns, and carried out by a worker. */

/** @throws Failure `not-found`, `conflict` when it has ended, or is a schedule, which ends with its workflow. */
export async function cancelInstance(
  backend: Backend,
  now: number,
  { instance: id, reason }: { readonly instance: string; readonly reason?: string },
): Promise<void> {
  const instance = await find(backend, id);
  const scheduled = scheduledBy(instance.definition);
  if (scheduled !== undefined) {
    const { namespace, name } = scheduled;
    throw new Failure(
      'conflict',
      `${id} is the schedule of ${namespace}/${name}, which ends with its workflow`,
      {
        hint: `delete the workflow, or let the schedule rest: eventctl instance suspend ${id}`,
      },
    );
  }
  const stimulus = { kind: 'cancel' as const, ...(reason === undefined ? {} : { reason }) };
  const pushed = await backend.instances.push({ instance: id, id: 'cancel', stimulus, now });
  if (!pushed) await refuseEnded(backend, instance);
}

/** @throws Failure `not-found`, `conflict` when it has ended. */
export async function suspendInstance(backend: Backend, now: number, id: string): Promise<void> {
  await ask(backend, now, await find(backend, id), { kind: 'suspend' });
}

/** @throws Failure `not-found`, `conflict` when it has ended, or was never asked to rest. */
export async function resumeInstance(backend: Backend, now: number, id: string): Promise<void> {
  const work = await backend.instances.load(id);
  const instance = work?.instance ?? (await find(backend, id));
  const asked = work?.inbox.some(({ stimulus }) => stimulus.kind === 'suspend') === true;
  if (instance.status !== 'suspended' && !asked) {
    throw new Failure('conflict', `the instance ${id} is ${instance.status}, not suspended`);
  }
  await ask(backend, now, instance, { kind: 'resume' });
}

async function find(backend: Backend, id: string): Promise<Instance> {
  const instance = await backend.instances.get(id);
  if (instance === undefined) throw new Failure('not-found', `there is no instance ${id}`);
  return instance;
}

/** It may be asked again and again, so each time counts. */
async function ask(backend: Backend, now: number, instance: Instance, stimulus: Stimulus): Promise<void> {
  const id = `${stimulus.kind}-${newInstanceId(now)}`;
  const pushed = await backend.instances.push({ instance: instance.id, id, stimulus, now });
  if (!pushed) await refuseEnded(backend, instance);
}

async function refuseEnded(backend: Backend, instance: Instance): Promise<void> {
  const { id, status } = (await backend.instances.get(instance.id)) ?? instance;
  if (hasEnded(status)) throw new Failure('conflict', `the instance ${id} is ${status} already`);
}
