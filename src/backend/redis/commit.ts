import type { Turn } from '../backend.ts';

type Argument = string | number;

/** A turn as `lua/commit.lua` takes it. JSON texts are made here and stay texts there. */
export function turnArguments(turn: Turn): Argument[] {
  const { instance, version, consumed, settled = [], commands, history, logLimit, lease } = turn;
  const { waits, timers, effects } = commands;
  return [
    instance.id,
    version,
    JSON.stringify(instance),
    instance.status,
    instance.endedAt ?? '',
    lease.owner,
    lease.duration,
    logLimit ?? '',
    ...counted(settled, (key) => [key]),
    ...counted(consumed, (id) => [id]),
    ...counted(waits.remove, (key) => [key]),
    ...counted(waits.add, ({ key, early, since }) => [key, early ? (since ?? 'early') : '']),
    ...counted(timers.clear, (id) => [id]),
    ...counted(timers.set, ({ id, at }) => [id, at]),
    ...counted(effects.remove, (key) => [key]),
    ...counted(effects.add, (effect) => [effect.key, JSON.stringify(effect)]),
    ...counted(history, (entry) => [JSON.stringify(entry)]),
  ];
}

function counted<Item>(items: readonly Item[], pack: (item: Item) => readonly Argument[]): Argument[] {
  return [items.length, ...items.flatMap(pack)];
}
