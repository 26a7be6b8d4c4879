import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend, Turn } from '../../src/backend/backend.ts';
import type { CloudEvent } from '../../src/events/index.ts';
import { moduleUrl } from '../package.ts';
import { awaitEvent, eventType, namespace } from '../workflows.ts';
import { concurrently } from './concurrently.ts';
import type { BenchEngine } from './engine.ts';

const version = '1.0.0';

/** Creations and commits under way at a time. */
const atATime = 256;

/** Progress is told after so many. */
const told = 100_000;

/** Milliseconds between two looks at what is left. */
const look = 20;

/**
 * Lets `count` instances wait, each for the event of its own number. Each is created and takes its first turn by the
 * interface of the store, with what the machine says of it: the rows are those that an engine writes. What an engine does
 * besides (its queue, its load of each) is left out, so that a million take minutes.
 */
export async function park(
  { backend, client }: BenchEngine,
  count: number,
  note: (line: string) => void,
): Promise<void> {
  await client.apply([awaitEvent(version)], { plugins: ['note'] });
  const first = await firstTurn(backend);
  // Rings are answered here, by nothing: every instance gets its one turn below.
  const listening = await backend.doorbell.listen({ concurrency: 1, answer: async () => {} });
  await concurrently(count, atATime, (number) => {
    if (number > 0 && number % told === 0) note(`    ${number} of ${count}`);
    return first(number);
  });
  await listening.stop();
}

/** Lets more of them wait, from this number on, by an engine that runs. */
export async function startWaiting({ client }: BenchEngine, from: number, count: number): Promise<void> {
  const workflow = { namespace, name: 'await-event' };
  await concurrently(count, atATime, (number) =>
    client.startInstance({ workflow, input: { key: `key-${from + number}` } }),
  );
  for (const status of ['pending', 'running'] as const)
    while ((await client.listInstances({ status, limit: 1 })).length > 0) await sleep(look);
}

/** The event that instance `number` waits for. */
export function eventFor(number: number, id: string): CloudEvent {
  return { specversion: '1.0', id, source: '/bench', type: eventType, data: { key: `key-${number}` } };
}

async function firstTurn(backend: Backend): Promise<(number: number) => Promise<void>> {
  const { compileStored }: typeof import('../../src/definitions/index.ts') = await import(
    moduleUrl('definitions/index.js')
  );
  const { advance, pendingInstance }: typeof import('../../src/machine/index.ts') = await import(
    moduleUrl('machine/index.js')
  );
  const definition = { namespace, name: 'await-event', version };
  const stored = await backend.definitions.get(definition);
  if (stored === undefined) throw new Error('the workflow is not stored');
  const machine = compileStored(stored);
  const surroundings = { random: Math.random, secrets: {}, runtime: { name: 'eventctl', version: 'bench' } };
  const began = Date.now();
  let loaded: ReturnType<typeof backend.instances.load> | undefined;

  return async (number) => {
    const now = began + number;
    const id = `01${String(began)}${String(number).padStart(11, '0')}`;
    const input = { key: `key-${number}` };
    await backend.instances.create({ id, definition, input, now });
    const instance = pendingInstance({ id, definition, input, now });
    // The first tells what all of them have in their inbox.
    loaded ??= backend.instances.load(id);
    const work = await loaded;
    if (work === undefined) throw new Error(`${id} is gone`);
    const advanced = advance({
      machine,
      instance,
      stimuli: work.inbox.map(({ stimulus }) => stimulus),
      surroundings: { ...surroundings, now },
    });
    const turn: Turn = {
      instance: advanced.instance,
      version: work.version,
      consumed: work.inbox.map((entry) => entry.id),
      commands: advanced.commands,
      history: advanced.history,
      lease: { owner: 'bench', from: now, duration: 0 },
    };
    if ((await backend.instances.commit(turn)) === 'conflict') throw new Error(`${id} was not alone`);
  };
}
