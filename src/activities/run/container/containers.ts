import { isObject, type JsonObject } from '../../../json/json.ts';
import { WorkflowError } from '../../../problem/problem.ts';
import type { EngineApi } from './engine-api.ts';
import { provideImage } from './image.ts';
import { type ContainerPlan, creationOf, labels } from './plan.ts';

/** A container as the engine knows it. `ended`: it will not run any more, but its output can be read. */
interface Container {
  readonly id: string;
  readonly state: 'created' | 'running' | 'ended';
  readonly labels: JsonObject;
  /** Epoch milliseconds; meaningful once it has ended. */
  readonly finishedAt: number;
}

/** Undefined when there is none of this name or id. */
export async function inspectContainer(
  api: EngineApi,
  name: string,
  signal?: AbortSignal,
): Promise<Container | undefined> {
  const path = `/containers/${encodeURIComponent(name)}/json`;
  const { status, body } = await api.ask({ method: 'GET', path, accept: [404] }, signal);
  if (status === 404 || !isObject(body)) return undefined;
  const state = isObject(body['State']) ? body['State'] : {};
  const config = isObject(body['Config']) ? body['Config'] : {};
  const given = state['Status'];
  return {
    id: String(body['Id']),
    state:
      given === 'created' || given === 'configured'
        ? 'created'
        : given === 'exited' || given === 'dead' || given === 'stopped'
          ? 'ended'
          : 'running',
    labels: isObject(config['Labels']) ? config['Labels'] : {},
    finishedAt: Date.parse(String(state['FinishedAt'])),
  };
}

/**
 * The container of a plan: the one of an earlier try of the same effect, as far as it got, or a new one. One that was
 * given its stdin by another process and still runs cannot be gone on with, as nobody knows how much it has read; it
 * is replaced. So is one of an earlier effect that has ended and has the same name.
 * @throws WorkflowError `runtime` when the name is taken by a container that is none of these.
 */
export async function placeContainer(
  api: EngineApi,
  plan: ContainerPlan,
  signal: AbortSignal,
): Promise<Pick<Container, 'id' | 'state'>> {
  const found = await inspectContainer(api, plan.name, signal);
  if (found !== undefined) {
    const owner = found.labels[labels.key];
    const usable = found.state !== 'running' || plan.stdin === undefined;
    if (owner === plan.key && usable) return found;
    const replaceable = owner === plan.key || (owner !== undefined && found.state !== 'running');
    if (!replaceable) {
      const detail = `there is a container "${plan.name}" already; remove it or choose another name`;
      throw WorkflowError.of('runtime', 'The name of the container is taken', detail);
    }
    await removeContainer(api, found.id);
  }
  const image = await provideImage(api, plan.image, plan.pullPolicy, signal);
  const { body } = await api.ask(
    {
      method: 'POST',
      path: '/containers/create',
      query: { name: plan.name },
      body: creationOf(plan, image),
    },
    signal,
  );
  return { id: isObject(body) ? String(body['Id']) : plan.name, state: 'created' };
}

/** Removes it with its anonymous volumes, even while it runs. One that is gone already is fine. */
export async function removeContainer(api: EngineApi, id: string): Promise<void> {
  const query = { force: 'true', v: 'true' };
  await api.ask({ method: 'DELETE', path: `/containers/${id}`, query, accept: [404, 409] });
}

/**
 * Kills a container whose result nobody wants, and gives its name up: a repeat of the effect must not take what it was
 * killed with for its result.
 */
export async function killContainer(api: EngineApi, id: string, name: string): Promise<void> {
  await api.ask({ method: 'POST', path: `/containers/${id}/kill`, accept: [404, 409] });
  const query = { name: `${name}-stopped-${id.slice(0, 8)}` };
  await api.ask({ method: 'POST', path: `/containers/${id}/rename`, query, accept: [404] });
}
