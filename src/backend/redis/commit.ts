import type { Turn } from '../backend.ts';
import { writeState } from '../state.ts';
import { writeEffect } from '../stored-effect.ts';
import { fieldOf } from './effect-field.ts';
import { writeEntries } from './entries.ts';

/**
 * A turn as `lua/commit.lua` takes it. JSON texts are made here and stay texts there. Numbers and words share one
 * argument, and what there is nothing of is left out: each argument costs both sides more than its bytes.
 */
export function turnArguments(turn: Turn): string[] {
  const { instance, version, consumed, settled = [], commands, history, logLimit, lease } = turn;
  const { waits, timers, effects } = commands;
  const { status, startedAt, endedAt = '-' } = instance;
  const words = [version, version + 1, status, startedAt, endedAt, history.length, logLimit ?? '-'];
  const args = [
    instance.id,
    writeState(instance),
    `${words.join(' ')} ${settled.length}`,
    history.length === 0 ? '' : writeEntries(history),
  ];
  for (const key of settled) args.push(fieldOf(instance.id, key));
  addPart(args, 'remove', effects.remove, (key) => [fieldOf(instance.id, key)]);
  if (effects.add.length > 0) {
    args.push('add', String(effects.add.length), String(lease.duration));
    effects.add.forEach((effect, index) => {
      const held = `${lease.owner}\n${orderOf(version + 1, index)}\n${writeEffect(effect)}`;
      args.push(fieldOf(instance.id, effect.key), held);
    });
  }
  addPart(args, 'consume', consumed, (id) => [id]);
  addPart(args, 'unwait', waits.remove, (key) => [key]);
  addPart(args, 'wait', waits.add, ({ key, early, since }) => [key, early ? String(since ?? 'early') : '']);
  addPart(args, 'clear', timers.clear, (id) => [id]);
  addPart(args, 'set', timers.set, ({ id, at }) => [id, String(at)]);
  return args;
}

function addPart<Item>(
  args: string[],
  name: string,
  items: readonly Item[],
  write: (item: Item) => readonly string[],
): void {
  if (items.length === 0) return;
  args.push(name, String(items.length));
  for (const item of items) args.push(...write(item));
}

/** Texts of one width that grow within an instance: by the version that adds the effect, then by its place there. */
function orderOf(version: number, index: number): string {
  return String(version).padStart(11, '0') + String(index).padStart(5, '0');
}
