import type { Stop } from '../network/index.ts';

/** Work in progress: who waits for it, and the means to stop it. */
interface Running<Value> {
  readonly result: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Does a piece of work once for everybody who asks for it meanwhile. Each who asks may leave by a signal; the work is
 * aborted when nobody is left.
 */
export class Shared<Value> {
  private readonly running = new Map<string, Running<Value>>();

  async run(key: string, work: (signal: AbortSignal) => Promise<Value>, signal: Stop): Promise<Value> {
    signal.throwIfAborted();
    const running = this.running.get(key) ?? this.begin(key, work);
    running.waiting++;
    let leave = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([running.result, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      running.waiting--;
      if (running.waiting === 0) this.end(key, running);
    }
  }

  private begin(key: string, work: (signal: AbortSignal) => Promise<Value>): Running<Value> {
    const controller = new AbortController();
    const running = { result: work(controller.signal), controller, waiting: 0 };
    // Those who wait get the failure; without any of them left it concerns nobody.
    running.result.catch(() => {});
    this.running.set(key, running);
    return running;
  }

  private end(key: string, running: Running<Value>): void {
    if (this.running.get(key) === running) this.running.delete(key);
    running.controller.abort();
  }
}
