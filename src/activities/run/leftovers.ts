/*
 * What must not outlive this process: children that still run, folders made for them. However this process ends, short
 * of being killed itself (SIGKILL), each is cleared away, the newest first.
 */
const leftovers = new Set<() => void>();
let watching = false;

/** Signals that end a process which does not listen to them. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Clears something away when this process ends. The answer takes that back: it has been cleared already. */
export function clearAtExit(clear: () => void): () => void {
  if (!watching) {
    process.on('exit', clearAll);
    for (const signal of endings) process.on(signal, endBy);
  }
  watching = true;
  leftovers.add(clear);
  return () => leftovers.delete(clear);
}

function clearAll(): void {
  for (const clear of [...leftovers].reverse()) clear();
}

/** A signal that nobody else listens to still ends this process. */
function endBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  clearAll();
  process.removeListener(signal, endBy);
  process.kill(process.pid, signal);
}
