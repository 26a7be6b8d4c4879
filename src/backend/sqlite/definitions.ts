import type { Definitions, StoredDefinition } from '../backend.ts';
import { compareDefinitions } from '../version-order.ts';
import type { Row } from './driver.ts';
import { integer, json, text } from './row.ts';
import type { Store } from './store.ts';

export function sqliteDefinitions(store: Store): Definitions {
  const { driver, group } = store;
  const revision = createRevision(store);
  const insert = driver.prepare('INSERT OR IGNORE INTO definition VALUES (?, ?, ?, ?, ?)');
  const find = driver.prepare(
    'SELECT hash, definition FROM definition WHERE namespace = ? AND name = ? AND version = ?',
  );
  const versions = driver.prepare('SELECT definition FROM definition WHERE namespace = ? AND name = ?');
  const all = driver.prepare('SELECT definition FROM definition');
  const remove = driver.prepare('DELETE FROM definition WHERE namespace = ? AND name = ? AND version = ?');
  const revise = driver.prepare("UPDATE counter SET value = value + 1 WHERE name = 'definitions'");
  const ordered = (rows: readonly Row[]) =>
    rows.map((row) => json<StoredDefinition>(row, 'definition')).sort(compareDefinitions);

  return {
    put: (definition) =>
      group.write(() => {
        const { namespace, name, version, hash } = definition;
        if (insert.run(namespace, name, version, hash, JSON.stringify(definition)) === 0)
          return text(find.get(namespace, name, version), 'hash') === hash ? 'unchanged' : 'conflict';
        revise.run();
        return 'created';
      }),
    async get({ namespace, name, version }) {
      if (version === 'latest') return ordered(versions.all(namespace, name)).at(-1);
      const row = find.get(namespace, name, version);
      return row === undefined ? undefined : json<StoredDefinition>(row, 'definition');
    },
    async list() {
      return ordered(all.all());
    },
    remove: ({ namespace, name, version }) =>
      group.write(() => {
        const removed = remove.run(namespace, name, version) > 0;
        if (removed) revise.run();
        return removed;
      }),
    async revision() {
      return revision();
    },
  };
}

/** Reads the revision of the definitions, inside a write too. */
export function createRevision({ driver }: Store): () => string {
  const revision = driver.prepare("SELECT value FROM counter WHERE name = 'definitions'");
  return () => String(integer(revision.get(), 'value'));
}
