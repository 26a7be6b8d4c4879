import { describe, expect, it } from 'vitest';
import type { Backend } from '../backend/backend.ts';
import { createMemoryBackend } from '../backend/memory/index.ts';
import { MachineCache } from './machines.ts';
import { Router } from './router.ts';

const event = { specversion: '1.0', id: 'e1', source: 'shop', type: 'order.placed' } as const;

/** A router over a store whose definitions have another revision whenever somebody asks for it. */
function restless(): { readonly router: Router; readonly backend: Backend; readonly asked: () => number } {
  const backend = createMemoryBackend();
  let asked = 0;
  const definitions = { ...backend.definitions, revision: async () => String(++asked) };
  const events: Backend['events'] = {
    ...backend.events,
    async accept({ revision, ...routed }) {
      return revision === undefined ? backend.events.accept(routed) : 'stale';
    },
  };
  const changing = { ...backend, definitions, events };
  const machines = new MachineCache(changing, () => {
    throw new Error('there is nothing to compile');
  });
  const clock = { now: () => 0 };
  const router = new Router({ backend: changing, clock, machines, changed: async () => {}, log: () => {} });
  return { router, backend, asked: () => asked };
}

describe('the router', () => {
  it('takes an event in while the definitions change all the time', async () => {
    const { router, backend, asked } = restless();
    expect(await router.accept(event)).toBe('accepted');
    expect(await router.accept({ ...event, id: 'e2' })).toBe('accepted');
    expect(await router.accept({ ...event, id: 'e2' })).toBe('duplicate');
    expect(asked()).toBe(3);
    expect(await backend.events.list({ limit: 9 })).toHaveLength(2);
  });
});
