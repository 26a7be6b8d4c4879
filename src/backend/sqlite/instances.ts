import { hasEnded, type Instance, type InstanceStatus, instanceStatuses } from '../../machine/instance.ts';
import type { InstanceSummary, Instances, NewInstance } from '../backend.ts';
import { ringName } from '../doorbell-queue.ts';
import { pushedLimit } from '../limits.ts';
import { readInstance, writeGiven } from '../state.ts';
import { createCommit } from './commit.ts';
import { createRevision } from './definitions.ts';
import type { Row, Value } from './driver.ts';
import { createForgettingInstances } from './forget.ts';
import type { After } from './group.ts';
import { type Inbox, sqliteInbox } from './inbox.ts';
import { integer, text } from './row.ts';
import type { Store } from './store.ts';

type Query = Parameters<Instances['list']>[0];

export function sqliteInstances(store: Store): Instances {
  const { driver, group, queue } = store;
  const inbox = sqliteInbox(store);
  const create = createCreation(store, inbox);
  const commit = createCommit(store, inbox);
  const current = createRevision(store);
  const select = driver.prepare('SELECT * FROM instance WHERE id = ?');
  const status = driver.prepare('SELECT status FROM instance WHERE id = ?');
  const remember = driver.prepare('INSERT OR IGNORE INTO pushed (instance, id) VALUES (?, ?)');
  const forgetPushed = driver.prepare(
    `DELETE FROM pushed WHERE instance = ? AND position <=
      (SELECT position FROM pushed WHERE instance = ? ORDER BY position DESC LIMIT 1 OFFSET ${pushedLimit})`,
  );

  return {
    create: (request, fence) =>
      group.write((after) => {
        if (fence !== undefined && fence.revision !== current()) return 'stale';
        return create(request, after);
      }),
    async get(id) {
      const row = select.get(id);
      return row === undefined ? undefined : stored(row);
    },
    async list(query) {
      const { sql, values } = selection(query);
      return driver
        .prepare(sql)
        .all(...values)
        .map(summary);
    },
    push: ({ instance, id, stimulus }) =>
      group.write((after) => {
        const row = status.get(instance);
        if (row === undefined || hasEnded(statusOf(row)) || remember.run(instance, id) === 0) return false;
        forgetPushed.run(instance, instance);
        inbox.receive(instance, id, stimulus);
        after(() => queue.ring(instance));
        return true;
      }),
    async load(id) {
      const row = select.get(id);
      if (row === undefined) return undefined;
      return {
        instance: stored(row),
        version: integer(row, 'version'),
        inbox: inbox.read(id),
      };
    },
    commit: (turn) => group.write((after) => commit(turn, after)),
    forget: createForgettingInstances(store),
  };
}

/** Makes a pending instance with its `start` stimulus, inside a write. False when the id is taken. */
export function createCreation(
  { driver, queue }: Store,
  inbox: Inbox,
): (request: NewInstance, after: After) => boolean {
  const counter = "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0)";
  const insert = driver.prepare(
    `INSERT OR IGNORE INTO instance VALUES (?, 0, ${counter}, 0, 'pending', ?, ?, ?, ?, NULL, '', ?, ?, ?)`,
  );

  return (request, after) => {
    const { id, definition, now, origin } = request;
    const from = [origin?.instance ?? null, origin?.key ?? null] as const;
    const { namespace, name, version } = definition;
    if (insert.run(id, namespace, name, version, now, ...from, writeGiven(request)) === 0) return false;
    inbox.receive(id, 'start', { kind: 'start' });
    after(() => queue.ring(id, { workflow: ringName(definition) }));
    return true;
  };
}

/** The text differs only by which conditions there are, so few statements serve all queries. */
function selection(query: Query): { readonly sql: string; readonly values: readonly Value[] } {
  const conditions = [
    ['status', query.status],
    ['namespace', query.namespace],
    ['name', query.name],
    ['workflow', query.version],
  ].flatMap(([column, value]) => (column === undefined || value === undefined ? [] : [{ column, value }]));
  const where = conditions.map(({ column }) => `${column} = ?`).join(' AND ');
  return {
    sql: `SELECT id, namespace, name, workflow, status, started_at, ended_at FROM instance
      ${where === '' ? '' : `WHERE ${where}`} ORDER BY started_at DESC, id DESC LIMIT ?`,
    values: [...conditions.map(({ value }) => value), query.limit],
  };
}

function summary(row: Row): InstanceSummary {
  return { ...head(row), ...(row['ended_at'] === null ? {} : { endedAt: integer(row, 'ended_at') }) };
}

function stored(row: Row): Instance {
  return readInstance(head(row), text(row, 'given'), text(row, 'instance'));
}

function head(row: Row): Omit<InstanceSummary, 'endedAt'> {
  return {
    id: text(row, 'id'),
    definition: {
      namespace: text(row, 'namespace'),
      name: text(row, 'name'),
      version: text(row, 'workflow'),
    },
    status: statusOf(row),
    startedAt: integer(row, 'started_at'),
  };
}

function statusOf(row: Row): InstanceStatus {
  const status = instanceStatuses.find((known) => known === row['status']);
  if (status === undefined) throw new TypeError('Column status is no status');
  return status;
}
