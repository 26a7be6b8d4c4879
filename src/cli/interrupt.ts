import { ExitError } from '@oclif/core/errors';

/** 128 + SIGINT, as shells tell it. */
const interruptedExit = 130;

/** Runs something that Ctrl-C ends early: the signal aborts, what is open is closed, and the exit code is 130. */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt);
  try {
    await work(abort.signal);
  } finally {
    process.off('SIGINT', interrupt);
  }
  if (abort.signal.aborted) throw new ExitError(interruptedExit);
}

/** Resolves at the first SIGINT or SIGTERM. A second one, of either, ends the process at once. */
export function stopRequested(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let requested = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (requested) process.exit(interruptedExit);
      requested = true;
      resolve(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  });
}
