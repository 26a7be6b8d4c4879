import type { Wait } from '../../machine/command.ts';
import { hasEnded } from '../../machine/instance.ts';
import type { Turn } from '../backend.ts';
import { writeState } from '../state.ts';
import { writeEffect } from '../stored-effect.ts';
import type { After } from './group.ts';
import type { Inbox } from './inbox.ts';
import { integer, text } from './row.ts';
import type { Store } from './store.ts';

/** Entries of history that one statement writes at the most. */
const entriesAtOnce = 16;

interface KeptEvent {
  readonly key: string;
  readonly event: string;
  readonly arrival: number;
}

/** Writes a turn, inside a write: the fence is the update of the version, and everything else follows it. */
export function createCommit(
  { driver, followers }: Store,
  inbox: Inbox,
): (turn: Turn, after: After) => 'conflict' | { readonly more: boolean } {
  const hasEffect = driver.prepare('SELECT 1 FROM effect WHERE instance = ? AND key = ?');
  const update = driver.prepare(
    `UPDATE instance SET version = version + 1, entries = entries + ?, status = ?, ended_at = ?, instance = ?
      WHERE id = ? AND version = ?
      RETURNING born, entries, EXISTS (SELECT 1 FROM inbox WHERE inbox.instance = instance.id) AS more`,
  );
  const forgetEntries = driver.prepare('DELETE FROM history WHERE instance = ? AND number <= ?');
  const addWait = driver.prepare('INSERT OR IGNORE INTO wait VALUES (?, ?)');
  const removeWait = driver.prepare('DELETE FROM wait WHERE key = ? AND instance = ?');
  const setTimer = driver.prepare('INSERT OR REPLACE INTO timer VALUES (?, ?, ?)');
  const clearTimer = driver.prepare('DELETE FROM timer WHERE instance = ? AND id = ?');
  const addEffect = driver.prepare(
    'INSERT OR REPLACE INTO effect (instance, key, owner, until, effect) VALUES (?, ?, ?, ?, ?)',
  );
  const removeEffect = driver.prepare('DELETE FROM effect WHERE instance = ? AND key = ?');
  const early = driver.prepare(
    `SELECT event.arrival, event.event FROM kept JOIN event USING (arrival)
      WHERE kept.key = ? AND kept.arrival > ? ORDER BY kept.arrival`,
  );
  const clear = ['wait', 'timer', 'pushed'].map((table) =>
    driver.prepare(`DELETE FROM ${table} WHERE instance = ?`),
  );

  /** Nothing reaches an ended instance any more. Effects that the turn does not take back are still carried out. */
  function end(id: string): void {
    inbox.clear(id);
    for (const statement of clear) statement.run(id);
  }

  /** Returns the kept events that the wait is to be given. */
  function wait(id: string, born: number, { key, early: counts, since = born }: Wait): KeptEvent[] {
    addWait.run(key, id);
    const kept = counts ? early.all(key, since) : [];
    return kept.map((row) => ({ key, event: text(row, 'event'), arrival: integer(row, 'arrival') }));
  }

  function changeWaitsAndTimers(id: string, born: number, { waits, timers }: Turn['commands']): void {
    for (const key of waits.remove) removeWait.run(key, id);
    const kept = waits.add.flatMap((added) => wait(id, born, added));
    kept.sort((one, other) => one.arrival - other.arrival);
    for (const { key, event, arrival } of kept) inbox.deliver(id, key, event, arrival, true);
    for (const timer of timers.clear) clearTimer.run(id, timer);
    for (const timer of timers.set) setTimer.run(id, timer.id, timer.at);
  }

  /** Entries go in by so few statements as their number allows. */
  function record(id: string, first: number, history: Turn['history']): void {
    for (let at = 0; at < history.length; at += entriesAtOnce) {
      const part = history.slice(at, at + entriesAtOnce);
      const rows = Array(part.length).fill('(?, ?, ?)').join(', ');
      const values = part.flatMap((entry, index) => [id, first + at + index, JSON.stringify(entry)]);
      driver.prepare(`INSERT INTO history VALUES ${rows}`).run(...values);
    }
  }

  return ({ instance, version, consumed, settled = [], commands, history, logLimit, lease }, after) => {
    const { id, status, endedAt = null } = instance;
    if (settled.some((key) => hasEffect.get(id, key) === undefined)) return 'conflict';
    const state = writeState(instance);
    const row = update.get(history.length, status, endedAt, state, id, version);
    if (row === undefined) return 'conflict';
    for (const key of settled) removeEffect.run(id, key);
    inbox.consume(id, consumed);
    if (hasEnded(status)) end(id);
    else changeWaitsAndTimers(id, integer(row, 'born'), commands);
    for (const key of commands.effects.remove) removeEffect.run(id, key);
    for (const effect of commands.effects.add)
      addEffect.run(id, effect.key, lease.owner, lease.from + lease.duration, writeEffect(effect));
    const entries = integer(row, 'entries');
    record(id, entries - history.length + 1, history);
    if (logLimit !== undefined && entries > logLimit) forgetEntries.run(id, entries - logLimit);
    if (history.length > 0) after(() => followers.notify(id));
    const isUntouched = consumed.length === 0 && commands.waits.add.length === 0 && !hasEnded(status);
    return { more: isUntouched ? integer(row, 'more') === 1 : !inbox.isEmpty(id) };
  };
}
