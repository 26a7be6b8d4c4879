/** Names of claims in the order in which they are measured and shown: what matters most comes first. */
export const order: readonly string[] = [
  'three-steps',
  'http-steps',
  'pure-steps',
  'one-at-a-time',
  'events',
  'waiting',
  'match-cost',
  'unmatched',
  'fan-out',
  'history-length',
  'workers',
  'recovery',
  'soak',
  'soak-sqlite',
  'cli-start',
  'install-size',
  'jq-filters',
];

/** In that order; unknown ones follow. */
export function inOrder<Named extends { readonly name: string }>(claims: readonly Named[]): readonly Named[] {
  return [...claims].sort((one, other) => placeOf(one.name) - placeOf(other.name));
}

function placeOf(name: string): number {
  const place = order.indexOf(name);
  return place < 0 ? order.length : place;
}
