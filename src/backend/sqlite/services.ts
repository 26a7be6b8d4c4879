import { isDeepStrictEqual } from 'node:util';
import type { Service } from '../../catalog/model.ts';
import type { Services } from '../backend.ts';
import { json } from './row.ts';
import type { Store } from './store.ts';

export function sqliteServices({ driver, group }: Store): Services {
  const find = driver.prepare('SELECT service FROM service WHERE file = ?');
  const write = driver.prepare('INSERT OR REPLACE INTO service VALUES (?, ?)');
  const all = driver.prepare('SELECT service FROM service ORDER BY file');
  const remove = driver.prepare('DELETE FROM service WHERE file = ?');

  return {
    put: (service) =>
      group.write(() => {
        const known = find.get(service.file);
        if (known !== undefined && isDeepStrictEqual(json<Service>(known, 'service'), service))
          return 'unchanged';
        write.run(service.file, JSON.stringify(service));
        return known === undefined ? 'created' : 'updated';
      }),
    async list() {
      return all.all().map((row) => json<Service>(row, 'service'));
    },
    remove: (file) => group.write(() => remove.run(file) > 0),
  };
}
