import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InstanceSummary } from '../../src/backend/backend.ts';
import { type Client, openClient } from '../../src/client/index.ts';
import { newCloudEvent } from '../../src/events/index.ts';
import { equal, type Json } from '../../src/json/json.ts';
import { hasEnded, type Instance } from '../../src/machine/index.ts';
import { untilReachable } from '../chaos/orders.ts';
import { type Running, start } from '../cli/support/eventctl.ts';
import { type Peer, startPeer } from './peer.ts';
import { type Started, workflows } from './workflows.ts';

/** A store and the command that works on it, with a folder that is theirs. */
export interface StoreUnderTest {
  readonly url: string;
  readonly command: readonly string[];
  stop(): Promise<void>;
}

/** The status of each instance at its place. */
function placesOf(...names: readonly Started[]): Readonly<Record<string, string>> {
  const statusOf = (name: Started): string =>
    name === 'suspended' ? 'suspended' : name === 'activity' ? 'running' : 'waiting';
  return Object.fromEntries(names.map((name) => [name, statusOf(name)]));
}

/** Milliseconds between two looks. */
const interval = 50;

/**
 * Instances are brought to each kind of waiting by one process, which is killed there. An event comes while nobody
 * works. Then another process goes on, and there is one test for what becomes of each instance.
 */
export function testRestarts(open: (folder: string) => Promise<StoreUnderTest>): void {
  const ids = new Map<Started, string>();
  let folder: string;
  let store: StoreUnderTest;
  let peer: Peer;
  let worker: Running | undefined;
  let left: Readonly<Record<string, string>>;
  let ticksBefore: number;

  /** Asks whoever can answer at the moment. */
  const ask = <Answer>(question: (client: Client) => Promise<Answer>): Promise<Answer> =>
    untilReachable(async () => {
      const client = await openClient({ store: store.url });
      try {
        return await question(client);
      } finally {
        await client.close();
      }
    });

  const list = (name: string): Promise<readonly InstanceSummary[]> =>
    ask((client) => client.listInstances({ workflow: { namespace: 'restart', name }, limit: 100 }));

  const idOf = (name: Started): string => ids.get(name) ?? '';

  const showId = (id: string): Promise<Instance> => ask((client) => client.showInstance(id));

  const show = (name: Started): Promise<Instance> => showId(idOf(name));

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await pause(interval);
  }

  async function endedId(id: string): Promise<Instance> {
    await until(async () => hasEnded((await showId(id)).status));
    return showId(id);
  }

  const ended = (name: Started): Promise<Instance> => endedId(idOf(name));

  async function history(name: Started): Promise<readonly string[]> {
    return ask(async (client) => {
      const types: string[] = [];
      for await (const { type } of client.logs({ instance: idOf(name), follow: false })) types.push(type);
      return types;
    });
  }

  async function send(type: string, data: Json): Promise<void> {
    const event = newCloudEvent({ type, source: '/restart', data }, { id: type, now: Date.now() });
    await ask((client) => client.sendEvent(event));
  }

  async function launch(): Promise<Running> {
    return start([...store.command, '--allow-private', 'loopback'], { folder });
  }

  async function begin(...names: readonly Started[]): Promise<void> {
    for (const name of names) {
      const workflow = { namespace: 'restart', name };
      ids.set(name, (await ask((client) => client.startInstance({ workflow }))).id);
    }
  }

  async function statuses(): Promise<Readonly<Record<string, string>>> {
    const found = await Promise.all(
      [...ids.keys()].map(async (name): Promise<[string, string]> => [name, (await show(name)).status]),
    );
    return Object.fromEntries(found);
  }

  /** Brings every instance to its place, those last that will not stay there for long. */
  async function arrange(): Promise<void> {
    const files = Object.entries(workflows(peer.url)).map(([name, text]) => ({ path: `${name}.yaml`, text }));
    await ask((client) => client.apply(files));
    await begin('listen', 'absence', 'suspended', 'activity', 'parent');
    await ask((client) => client.suspendInstance(idOf('suspended')));
    await until(async () => {
      const [child] = await list('child');
      return (
        child?.status === 'waiting' &&
        peer.asked('/slow').length === 1 &&
        equal(await statuses(), placesOf(...ids.keys())) &&
        (await list('ticking')).length > 0
      );
    });
    await begin('retry', 'timer');
    await until(async () => (await show('timer')).status === 'waiting');
    await until(async () => (await history('retry')).includes('task.retried'));
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eventctl-restart-'));
    store = await open(folder);
    peer = await startPeer();
    worker = await launch();
    await arrange();
    process.kill(worker.pid, 'SIGKILL');
    await worker.stop();
    left = await statuses();
    ticksBefore = (await list('ticking')).length;
    await send('restart.meanwhile', { while: 'nobody worked' });
    worker = await launch();
  });

  afterAll(async () => {
    if (worker !== undefined) {
      process.kill(worker.pid, 'SIGKILL');
      await worker.stop();
    }
    await peer.stop();
    await store.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('every instance is where it waits when the process is killed', () => {
    expect(left).toEqual(placesOf(...ids.keys()));
  });

  it('K34 a timer goes off, and what comes before it is not repeated', async () => {
    expect((await ended('timer')).output).toEqual({ rested: true });
    expect(await history('timer')).toEqual([
      'instance.started',
      'task.started',
      'task.waiting',
      'task.completed',
      'task.started',
      'task.completed',
      'instance.completed',
    ]);
  });

  it('K10 a listen waits on, and takes the event that comes afterwards', async () => {
    expect((await show('listen')).status).toBe('waiting');
    await send('restart.later', { n: 1 });
    expect((await ended('listen')).output).toEqual([{ n: 1 }]);
  });

  it('K10 a listen takes the event that came while nobody worked', async () => {
    expect((await ended('absence')).output).toEqual([{ while: 'nobody worked' }]);
  });

  it('K33 the delay of a retry passes, and the call is made once more', async () => {
    expect((await ended('retry')).output).toEqual({ answered: '/busy' });
    expect(peer.asked('/busy')).toHaveLength(2);
  });

  it('K24 a child workflow is the same one, and its output comes to its parent', async () => {
    await send('restart.child', { grown: true });
    expect((await ended('parent')).output).toEqual([{ grown: true }]);
    expect(await list('child')).toHaveLength(1);
  });

  it('C9 a running call is made again under the same key', async () => {
    expect((await ended('activity')).output).toEqual({ answered: '/slow' });
    const [first, ...others] = peer.asked('/slow');
    expect(others).toEqual([first]);
  });

  it('H1 the ticks of a schedule go on', async () => {
    await until(async () => (await list('ticking')).length > ticksBefore + 1);
    const [latest] = await list('ticking');
    expect((await endedId(latest?.id ?? '')).output).toEqual({ ticked: true });
  });

  it('a suspended instance stays so until it is resumed, and has the event that came meanwhile', async () => {
    expect((await show('suspended')).status).toBe('suspended');
    await ask((client) => client.resumeInstance(idOf('suspended')));
    expect((await ended('suspended')).output).toEqual([{ while: 'nobody worked' }]);
  });
}
