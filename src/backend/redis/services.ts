import type { Service } from '../../catalog/model.ts';
import { canonical, toJson } from '../../json/json.ts';
import type { Services } from '../backend.ts';
import { word } from './reply.ts';
import { parse } from './rows.ts';
import type { Store } from './store.ts';

/** Services are stored in canonical form, so that equal ones have equal texts. */
export function redisServices({ connection, meta }: Store): Services {
  const key = `${meta}:services`;
  return {
    async put(service) {
      const outcome = await connection.run('put-service', meta, [service.file, canonical(toJson(service))]);
      return word(outcome, ['created', 'updated', 'unchanged']);
    },
    async list() {
      const rows = await connection.ask((client) => client.hvals(key));
      return rows.map((row) => parse<Service>(row)).sort((a, b) => (a.file < b.file ? -1 : 1));
    },
    async remove(file) {
      return (await connection.ask((client) => client.hdel(key, file))) === 1;
    },
  };
}
