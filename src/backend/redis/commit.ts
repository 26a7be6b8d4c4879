import type { Turn } from '../backend.ts';

/**
 * A turn as `lua/commit.lua` takes it. JSON texts are made here and stay texts there. Numbers and words share one
 * argument: each argument costs both sides more than its bytes.
 */
export function turnArguments(turn: Turn): string[] {
  const { instance, version, consumed, settled = [], commands, history, logLimit, lease } = turn;
  const { waits, timers, effects } = commands;
  const { status, startedAt, endedAt = '-' } = instance;
  const words = [version, status, startedAt, endedAt, lease.duration, logLimit ?? '-'];
  const counts = [
    history.length,
    settled.length,
    effects.remove.length,
    effects.add.length,
    consumed.length,
    waits.remove.length,
    waits.add.length,
    timers.clear.length,
    timers.set.length,
  ];
  const args = [
    instance.id,
    JSON.stringify(instance),
    `${words.join(' ')} ${counts.join(' ')}`,
    history.length === 0 ? '' : JSON.stringify(history),
    ...settled,
    ...effects.remove,
  ];
  if (effects.add.length > 0) args.push(lease.owner);
  for (const effect of effects.add) args.push(effect.key, JSON.stringify(effect));
  args.push(...consumed, ...waits.remove);
  for (const { key, early, since } of waits.add) args.push(key, early ? String(since ?? 'early') : '');
  args.push(...timers.clear);
  for (const { id, at } of timers.set) args.push(id, String(at));
  return args;
}
