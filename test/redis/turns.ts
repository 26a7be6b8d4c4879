import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend, Turn } from '../../src/backend/backend.ts';

export const definition = { namespace: 'test', name: 'flow', version: '1.0.0' };

const noCommands: Turn['commands'] = {
  effects: { add: [], remove: [] },
  waits: { add: [], remove: [] },
  timers: { set: [], clear: [] },
};

/** The smallest turn: takes all that is in the inbox and waits. False when there was nothing to do. */
export async function consume(
  backend: Backend,
  id: string,
  change: Partial<Turn['commands']> = {},
): Promise<boolean> {
  const work = await backend.instances.load(id);
  if (work === undefined || work.inbox.length === 0) return false;
  const outcome = await backend.instances.commit({
    instance: { ...work.instance, status: 'waiting' },
    version: work.version,
    consumed: work.inbox.map((entry) => entry.id),
    commands: { ...noCommands, ...change },
    history: work.inbox.map(({ id: entry }) => ({ time: 0, type: 'task.completed', name: entry })),
    lease: { owner: 'test', from: Date.now(), duration: 0 },
  });
  return outcome !== 'conflict';
}

/** Resolves when it holds; the test's own time limit ends the wait. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(5);
}
