import { expect, it } from 'vitest';
import { createMemoryBackend } from '../backend/index.ts';
import { createAnswer } from './answer.ts';
import type { LogEntry } from './log.ts';
import { MachineCache } from './machines.ts';
import { createRedactor } from './redact.ts';
import { Schedules } from './schedules.ts';

it('counts the tries of an instance although 10 000 others fail meanwhile', async () => {
  const logged: LogEntry[] = [];
  const store = createMemoryBackend();
  const backend = {
    ...store,
    instances: {
      ...store.instances,
      async load() {
        throw new Error('a bug');
      },
    },
  };
  const machines = new MachineCache(backend, () => expect.fail('nothing to compile'));
  const answer = createAnswer({
    backend,
    machines,
    schedules: new Schedules({ backend, machines, now: () => 0, clocks: false }),
    surroundings: () => ({ now: 0, random: () => 0, secrets: {}, runtime: { name: '', version: '' } }),
    lifecycle: async () => new Set<string>(),
    redactor: createRedactor({}),
    undertake: () => expect.fail('nothing to commit'),
    committed: () => {},
    tries: 2,
    log: (entry) => logged.push(entry),
  });
  for (let other = 0; other < 9_999; other++) await answer(`other ${other}`);
  await answer('the one');
  await answer('one more');
  await answer('the one');
  expect(logged.at(-1)).toMatchObject({ message: 'the instance could not be faulted', instance: 'the one' });
});
