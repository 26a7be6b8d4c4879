import type { Effect } from '../machine/command.ts';

/**
 * How stores write an effect. They have its key besides. Empty for most: an activity of the activation that the key
 * names, awaited there.
 */
export function writeEffect(effect: Effect): string {
  if (effect.kind === 'activity' && effect.detached === undefined && effect.subscription === undefined) {
    if (effect.frame === frameOf(effect.key)) return '';
  }
  const { key: _key, ...rest } = effect;
  return JSON.stringify(rest);
}

export function readEffect(key: string, stored: string): Effect {
  if (stored === '') return { kind: 'activity', key, frame: frameOf(key) };
  const rest: Effect = JSON.parse(stored);
  return { ...rest, key };
}

/** Keys of activations end with the number of the frame. */
function frameOf(key: string): string {
  return key.slice(key.lastIndexOf('~') + 1);
}
