import type { DefinitionId } from '../../dsl/workflow.ts';
import type { Definitions, StoredDefinition } from '../backend.ts';
import { compareDefinitions } from '../version-order.ts';
import type { Store } from './store.ts';

export function memoryDefinitions(store: Store): Definitions {
  const list = (): StoredDefinition[] => [...store.definitions.values()].sort(compareDefinitions);

  return {
    async put(definition) {
      const known = store.definitions.get(keyOf(definition));
      if (known !== undefined) return known.hash === definition.hash ? 'unchanged' : 'conflict';
      store.definitions.set(keyOf(definition), definition);
      store.revision += 1;
      return 'created';
    },
    async get(id) {
      if (id.version !== 'latest') return store.definitions.get(keyOf(id));
      return list().findLast(({ namespace, name }) => namespace === id.namespace && name === id.name);
    },
    async list() {
      return list();
    },
    async remove(id) {
      const removed = store.definitions.delete(keyOf(id));
      if (removed) store.revision += 1;
      return removed;
    },
    async revision() {
      return String(store.revision);
    },
  };
}

function keyOf({ namespace, name, version }: DefinitionId): string {
  return JSON.stringify([namespace, name, version]);
}
