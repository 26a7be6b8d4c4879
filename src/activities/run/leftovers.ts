/*
 * What must not outlive this process: children that still run, folders made for them. However this process ends, short
 * of being killed itself, each is cleared away, the newest first.
 */
const leftovers = new Set<() => void>();
let watching = false;

/** Clears something away when this process ends. The answer takes that back: it has been cleared already. */
export function clearAtExit(clear: () => void): () => void {
  if (!watching) process.on('exit', clearAll);
  watching = true;
  leftovers.add(clear);
  return () => leftovers.delete(clear);
}

function clearAll(): void {
  for (const clear of [...leftovers].reverse()) clear();
}
