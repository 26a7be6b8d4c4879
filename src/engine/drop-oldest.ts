/** Keeps a memory bounded: forgets what was put in first. */
export function dropOldest<Key>(
  memory: { readonly size: number; keys(): Iterable<Key>; delete(key: Key): boolean },
  capacity: number,
): void {
  for (const key of memory.keys()) {
    if (memory.size <= capacity) return;
    memory.delete(key);
  }
}
