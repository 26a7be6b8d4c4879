import { isDeepStrictEqual } from 'node:util';
import type { Services } from '../backend.ts';
import type { Store } from './store.ts';

export function memoryServices({ services }: Store): Services {
  return {
    async put(service) {
      const known = services.get(service.file);
      if (isDeepStrictEqual(known, service)) return 'unchanged';
      services.set(service.file, service);
      return known === undefined ? 'created' : 'updated';
    },
    async list() {
      return [...services.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
    },
    async remove(file) {
      return services.delete(file);
    },
  };
}
