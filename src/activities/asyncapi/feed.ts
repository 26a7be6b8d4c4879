import { randomUUID } from 'node:crypto';
import { WorkflowError } from '../../problem/problem.ts';
import type { Inlet } from '../activity.ts';
import { deferred, errorOf, type Feed, type Received } from './broker.ts';
import { readMessage, type Shape } from './codec.ts';

/** Messages that may wait in this process, from a broker that cannot be told to wait. */
const maxWaiting = 1_000;
/** Bytes of their bodies together. */
const maxWaitingBytes = 64 * 1024 * 1024;

/**
 * Hands messages over one after the other, each when the one before it is worked off:
 *
 *   take ─► waits for its turn ─► delivered (durable) ─► `take` resolves ─► ready for the next
 *
 * Closed, it takes nothing more: what still waits for its turn is not acknowledged.
 * @param failed hears of what makes it impossible to go on.
 */
export function createFeed(
  inlet: Inlet,
  shapes: readonly Shape[],
  signal: AbortSignal,
  failed: (error: Error) => void,
): Feed & { close(): Promise<void> } {
  // What was delivered by a process that crashed may still be worked on.
  let tail = inlet.ready();
  tail.catch(() => undefined);
  let waiting = 0;
  let waitingBytes = 0;
  let closed = false;
  let delivering: Promise<unknown> = Promise.resolve();

  async function deliver(received: Received): Promise<void> {
    if (closed || signal.aborted) throw new Error('the subscription is closed');
    delivering = inlet.deliver(received.id ?? randomUUID(), readMessage(received, shapes));
    await delivering;
  }

  return {
    signal,
    async close() {
      closed = true;
      await delivering.catch(() => undefined);
      // What was delivered is acknowledged before the connection goes.
      await new Promise((resolve) => setImmediate(resolve));
    },
    wanted: () => tail,
    take(received) {
      const { byteLength } = received.body;
      waiting += 1;
      waitingBytes += byteLength;
      if (waiting > maxWaiting || waitingBytes > maxWaitingBytes) {
        const detail = `more than ${maxWaiting} messages, or ${maxWaitingBytes} bytes, came faster than the workflow takes them`;
        failed(WorkflowError.of('communication', 'Too many messages', detail, 503));
      }
      const delivered = deferred<void>();
      tail = tail.then(async () => {
        try {
          await deliver(received);
          delivered.resolve();
        } catch (error) {
          delivered.reject(error);
          throw error;
        } finally {
          waiting -= 1;
          waitingBytes -= byteLength;
        }
        await inlet.ready();
      });
      tail.catch((error: unknown) => {
        delivered.reject(error);
        if (!closed && !signal.aborted) failed(errorOf(error));
      });
      return delivered.promise;
    },
  };
}
