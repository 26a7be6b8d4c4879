import type { DefinitionId } from '../../dsl/workflow.ts';
import type { Definitions, StoredDefinition } from '../backend.ts';
import { compareDefinitions, compareVersions } from '../version-order.ts';
import type { Connection } from './connection.ts';
import { word } from './reply.ts';
import { parse } from './rows.ts';
import type { Store } from './store.ts';

export function redisDefinitions({ connection, meta }: Store): Definitions {
  const key = `${meta}:definitions`;

  async function latest({ namespace, name }: DefinitionId): Promise<string | undefined> {
    const ids = (await connection.ask((client) => client.hkeys(key))).map(idOf);
    const own = ids.filter((id) => id.namespace === namespace && id.name === name);
    return own
      .map(({ version }) => version)
      .sort(compareVersions)
      .at(-1);
  }

  return {
    async put(definition) {
      const args = [fieldOf(definition), definition.hash, JSON.stringify(definition)];
      const outcome = await connection.run('put-definition', meta, args);
      return word(outcome, ['created', 'unchanged', 'conflict']);
    },
    async get(id) {
      const version = id.version === 'latest' ? await latest(id) : id.version;
      if (version === undefined) return undefined;
      const row = await connection.ask((client) => client.hget(key, fieldOf({ ...id, version })));
      return row === null ? undefined : parse<StoredDefinition>(row);
    },
    async list() {
      const rows = await connection.ask((client) => client.hvals(key));
      return rows.map((row) => parse<StoredDefinition>(row)).sort(compareDefinitions);
    },
    async remove(id) {
      return (await connection.run('remove-definition', meta, [fieldOf(id)])) === 1;
    },
    async revision() {
      return revisionOf(connection, meta);
    },
  };
}

/** The key of the definitions' revision; it is missing until one is stored, which is revision 0. */
export function revisionKey(meta: string): string {
  return `${meta}:revision`;
}

export async function revisionOf(connection: Connection, meta: string): Promise<string> {
  return (await connection.ask((client) => client.get(revisionKey(meta)))) ?? '0';
}

function fieldOf({ namespace, name, version }: DefinitionId): string {
  return JSON.stringify([namespace, name, version]);
}

function idOf(field: string): DefinitionId {
  const [namespace = '', name = '', version = ''] = parse<readonly string[]>(field);
  return { namespace, name, version };
}
