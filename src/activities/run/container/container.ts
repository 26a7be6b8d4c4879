import { isObject } from '../../../json/json.ts';
import type { Activity } from '../../activity.ts';
import { type RunKind, requireAllowed } from '../allowed.ts';
import { Capture } from '../capture.ts';
import { type Outcome, outputOf, tooMuchOutput } from '../outcome.ts';
import { type EngineAddress, findEngine } from './address.ts';
import { sweepContainers, sweepLater } from './cleanup.ts';
import { killContainer, placeContainer, removeContainer } from './containers.ts';
import { EngineApi } from './engine-api.ts';
import { readFrames } from './frames.ts';
import { type ContainerPlan, readPlan } from './plan.ts';

/*
 * One container, by the Docker Engine API:
 *
 *   none ─► created ─► running ─► ended ─► result read ─┬─ cleanup always ─► removed
 *             │           │         ▲                   ├─ eventually ─► removed later (cleanup.ts)
 *             │           │         │                   └─ never ─► stays
 *             │           │         └─ a repeat of the effect finds it by its name, and goes on from where it is
 *             │           └─ abort, too much output ─► killed ─► removed, or renamed where it is to stay
 *             └─ could not be started ─► removed
 */

const what = 'the container';

/**
 * `run: container`, on Docker or Podman.
 * @param environment where `DOCKER_HOST` is read from.
 */
export function createContainerActivity({
  allowed,
  environment = process.env,
}: {
  readonly allowed: readonly RunKind[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
}): Activity {
  return {
    kind: 'run container',
    async run({ arguments: given }, { signal, key }) {
      requireAllowed('container', allowed);
      const plan = readPlan(given, key);
      const address = findEngine(environment);
      const api = await EngineApi.open(address);
      try {
        // What is left to remove is no reason for this container not to run.
        await sweepContainers(api, Date.now()).catch(() => {});
        return outputOf(await runContainer(api, address, plan, signal), plan.returns, what);
      } finally {
        await api.close();
      }
    },
  };
}

async function runContainer(
  api: EngineApi,
  address: EngineAddress,
  plan: ContainerPlan,
  signal: AbortSignal,
): Promise<Outcome> {
  const { id, state } = await placeContainer(api, plan, signal);
  try {
    if (state === 'created') await start(api, id, plan, signal);
  } catch (error) {
    await removeContainer(api, id);
    throw error;
  }
  try {
    const outcome = await resultOf(api, id, signal);
    await cleanUp(api, address, id, plan);
    return outcome;
  } catch (error) {
    if (plan.cleanup === 'always') await removeContainer(api, id);
    else await killContainer(api, id, plan.name);
    throw error;
  }
}

async function start(
  api: EngineApi,
  id: string,
  { stdin }: ContainerPlan,
  signal: AbortSignal,
): Promise<void> {
  const path = `/containers/${id}`;
  const query = { stream: 'true', stdin: 'true' };
  const attach = { method: 'POST', path: `${path}/attach`, query } as const;
  const input = stdin === undefined ? undefined : await api.hijack(attach, signal);
  // A container need not read what it is given.
  input?.on('error', () => {}).resume();
  try {
    await api.ask({ method: 'POST', path: `${path}/start`, accept: [304] }, signal);
    input?.end(stdin);
  } catch (error) {
    input?.destroy();
    throw error;
  }
}

/** Reads a container's output from its beginning to its end. */
async function resultOf(api: EngineApi, id: string, signal: AbortSignal): Promise<Outcome> {
  const path = `/containers/${id}`;
  const captures = { stdout: new Capture(), stderr: new Capture() };
  const query = { follow: 'true', stdout: 'true', stderr: 'true' };
  const logs = await api.stream({ method: 'GET', path: `${path}/logs`, query }, signal);
  for await (const { stream, data } of readFrames(logs)) {
    if (stream !== 'stdin' && !captures[stream].add(data)) throw tooMuchOutput(what, stream);
  }
  const { body } = await api.ask({ method: 'POST', path: `${path}/wait` }, signal);
  const code = isObject(body) ? Number(body['StatusCode']) : Number.NaN;
  if (!Number.isInteger(code)) throw new Error('the container engine did not say how the container ended');
  return { code, stdout: captures.stdout.text(), stderr: captures.stderr.text() };
}

async function cleanUp(
  api: EngineApi,
  address: EngineAddress,
  id: string,
  { cleanup, removeAfter }: ContainerPlan,
): Promise<void> {
  if (cleanup === 'always') await removeContainer(api, id);
  if (cleanup === 'eventually' && removeAfter !== undefined) sweepLater(address, removeAfter);
}
