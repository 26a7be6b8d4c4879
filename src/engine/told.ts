import type { Log } from './log.ts';

/** A step whose failure is told once for each outage, not each time it is taken. */
export function told(log: Log, message: string, step: () => Promise<void>): () => Promise<void> {
  let failing = false;
  return async () => {
    try {
      await step();
      failing = false;
    } catch (error) {
      if (!failing) log({ level: 'warn', message, error });
      failing = true;
    }
  };
}
