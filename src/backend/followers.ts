import type { RecordedEntry } from './backend.ts';

type Read = (query: {
  readonly instance: string;
  readonly after: number;
}) => Promise<readonly RecordedEntry[]>;

/**
 * Who follows the history of which instance in this process. A follower reads what is there, yields it, and sleeps
 * until `notify` names its instance, `notifyAll` is called, its signal aborts or `close` ends all of them.
 */
export interface Followers {
  readonly count: number;
  notify(instance: string): void;
  /** For changes that come from elsewhere, so that nobody knows whose they are. */
  notifyAll(): void;
  follow(
    query: { readonly instance: string; readonly after: number; readonly signal: AbortSignal },
    read: Read,
  ): AsyncIterable<RecordedEntry>;
  close(): void;
}

export function createFollowers(): Followers {
  const wakers = new Map<string, Set<() => void>>();
  let count = 0;
  let closed = false;

  function subscribe(instance: string, wake: () => void): () => void {
    const own = wakers.get(instance) ?? new Set();
    wakers.set(instance, own.add(wake));
    count += 1;
    return () => {
      count -= 1;
      own.delete(wake);
      if (own.size === 0) wakers.delete(instance);
    };
  }

  function notifyAll(): void {
    for (const own of wakers.values()) for (const wake of own) wake();
  }

  async function* follow(
    { instance, after, signal }: Parameters<Followers['follow']>[0],
    read: Read,
  ): AsyncGenerator<RecordedEntry> {
    let last = after;
    let stale = true;
    let wake = () => {};
    const rouse = () => {
      stale = true;
      wake();
    };
    const unsubscribe = subscribe(instance, rouse);
    signal.addEventListener('abort', rouse);
    try {
      while (!signal.aborted && !closed) {
        // Marked fresh before the read: an entry written during it must be read again.
        stale = false;
        for (const entry of await read({ instance, after: last })) {
          if (signal.aborted) return;
          last = entry.number;
          yield entry;
        }
        if (stale) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', rouse);
      unsubscribe();
    }
  }

  return {
    get count() {
      return count;
    },
    notify(instance) {
      for (const wake of wakers.get(instance) ?? []) wake();
    },
    notifyAll,
    follow,
    close() {
      closed = true;
      notifyAll();
    },
  };
}
