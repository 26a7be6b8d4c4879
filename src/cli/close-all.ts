import { Failure } from '../problem/failure.ts';
import { endsWithin } from '../time/index.ts';

/** Something that is open. */
export interface Open {
  /** For people: `the store`. */
  readonly name: string;
  close(): Promise<void>;
}

/**
 * Closes one after the other; one that fails keeps nobody from the rest.
 * @param patience Milliseconds of all together. What is not closed by then is left, for the process to end with.
 * @throws what the first failure threw; else Failure `timed-out` with the names of what was left.
 */
export async function closeAll(open: readonly Open[], patience: number): Promise<void> {
  const left = open.map(({ name }) => name);
  const failures: unknown[] = [];
  const closing = async (): Promise<void> => {
    for (const { close } of open) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
      left.shift();
    }
  };
  const closed = await endsWithin(closing(), patience);
  if (failures.length > 0) throw failures[0];
  if (!closed) {
    throw new Failure('timed-out', `not waiting any longer for ${left.join(', ')}`, {
      hint: 'what was accepted is kept, and goes on in another process or at the next start',
    });
  }
}
