/**
 * The field of an instance's row that holds an effect: `effect:` and its key, without the instance where the key begins
 * with it, as nearly all do; a key that does not, or goes on with a colon then, stands whole after one more colon.
 */
export function fieldOf(instance: string, key: string): string {
  const isOwn = key.startsWith(instance) && key[instance.length] !== ':';
  return isOwn ? `effect:${key.slice(instance.length)}` : `effect::${key}`;
}

/** The key of the effect in a field of an instance's row. */
export function keyOf(instance: string, field: string): string {
  const name = field.slice('effect:'.length);
  return name.startsWith(':') ? name.slice(1) : `${instance}${name}`;
}
