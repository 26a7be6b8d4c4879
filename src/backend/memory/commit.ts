import type { Wait } from '../../machine/command.ts';
import { hasEnded } from '../../machine/instance.ts';
import type { AcceptedEvent, Turn } from '../backend.ts';
import { endOf } from './effects.ts';
import { deliver } from './inbox.ts';
import type { Row, Store } from './store.ts';

/** Writes a turn. It cannot fail half-way: all that can refuse it is checked before the first change. */
export function commit(store: Store, turn: Turn): 'conflict' | { readonly more: boolean } {
  const row = store.rows.get(turn.instance.id);
  if (row === undefined || row.version !== turn.version) return 'conflict';
  const { settled = [] } = turn;
  if (settled.some((key) => !row.effects.has(key))) return 'conflict';
  for (const key of settled) row.effects.delete(key);
  row.version += 1;
  row.instance = turn.instance;
  const consumed = new Set(turn.consumed);
  row.inbox = row.inbox.filter(({ id }) => !consumed.has(id));
  for (const entry of turn.history)
    row.history.push({ ...entry, number: (row.history.at(-1)?.number ?? 0) + 1 });
  row.history.splice(0, row.history.length - (turn.logLimit ?? row.history.length));
  if (hasEnded(turn.instance.status)) end(store, row);
  else changeWaitsAndTimers(store, row, turn);
  changeEffects(store, row, turn);
  if (turn.history.length > 0) store.followers.notify(turn.instance.id);
  return { more: row.inbox.length > 0 };
}

/** Nothing reaches an ended instance any more. Effects that the turn does not take back are still carried out. */
function end(store: Store, row: Row): void {
  for (const key of row.waits) removeWait(store, row, key);
  row.inbox = [];
  row.pushed.clear();
  row.timers.clear();
}

function changeWaitsAndTimers(store: Store, row: Row, { commands }: Turn): void {
  for (const key of commands.waits.remove) removeWait(store, row, key);
  const kept = commands.waits.add.flatMap((wait) => addWait(store, row, wait));
  kept.sort((one, other) => one.event.arrival - other.event.arrival);
  for (const { key, event } of kept) deliver(row, key, event, true);
  for (const id of commands.timers.clear) row.timers.delete(id);
  for (const { id, at } of commands.timers.set) row.timers.set(id, at);
}

function changeEffects(store: Store, row: Row, { commands, lease }: Turn): void {
  for (const key of commands.effects.remove) row.effects.delete(key);
  for (const effect of commands.effects.add) {
    store.order += 1;
    row.effects.set(effect.key, { effect, order: store.order, ...endOf(lease) });
  }
}

/** Returns the kept events that the wait is to be given. */
function addWait(store: Store, row: Row, { key, early, since = row.born }: Wait): KeptEvent[] {
  row.waits.add(key);
  const instances = store.waiting.get(key) ?? new Set();
  store.waiting.set(key, instances.add(row.instance.id));
  const kept = early ? (store.kept.get(key) ?? []) : [];
  return kept.filter(({ arrival }) => arrival > since).map((event) => ({ key, event }));
}

interface KeptEvent {
  readonly key: string;
  readonly event: AcceptedEvent;
}

function removeWait(store: Store, row: Row, key: string): void {
  row.waits.delete(key);
  const instances = store.waiting.get(key);
  instances?.delete(row.instance.id);
  if (instances?.size === 0) store.waiting.delete(key);
}
