import { expect, it } from 'vitest';
import { type Backend, createMemoryBackend, type StoredDefinition } from '../backend/index.ts';
import { deleteWorkflow } from './workflows.ts';

const id = { namespace: 'test', name: 'hello', version: '1.0.0' };
const definition: StoredDefinition = { ...id, hash: 'h', file: '', text: '', bindings: {}, appliedAt: 7 };

/** A store in which something happens as soon as a definition has been removed. */
async function storeWith(removed: (store: Backend) => unknown): Promise<Backend> {
  const store = createMemoryBackend();
  await store.definitions.put(definition);
  return {
    ...store,
    definitions: {
      ...store.definitions,
      async remove(which) {
        const there = await store.definitions.remove(which);
        void removed(store);
        return there;
      },
    },
  };
}

const start = (store: Backend) => store.instances.create({ id: 'late', definition: id, input: {}, now: 0 });

it('a workflow that an instance was started of meanwhile is put back', async () => {
  const store = await storeWith(start);
  await expect(deleteWorkflow(store, id)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('late'),
  });
  expect(await store.definitions.get(id)).toEqual(definition);
});

it('so is one that a start had found just before', async () => {
  const store = await storeWith((inner) => setTimeout(() => start(inner), 20));
  await expect(deleteWorkflow(store, id)).rejects.toMatchObject({ code: 'conflict' });
  expect(await store.definitions.get(id)).toEqual(definition);
});

it('so is one whose instances cannot be listed after it was removed', async () => {
  let away = false;
  const store = await storeWith(() => {
    away = true;
  });
  const failing: Backend = {
    ...store,
    instances: {
      ...store.instances,
      async list(query) {
        if (away) throw new Error('away');
        return store.instances.list(query);
      },
    },
  };
  await expect(deleteWorkflow(failing, id)).rejects.toThrow('away');
  expect(await store.definitions.get(id)).toEqual(definition);
});

it('a workflow without instances is removed', async () => {
  const store = await storeWith(() => {});
  await deleteWorkflow(store, id);
  expect(await store.definitions.get(id)).toBeUndefined();
});
