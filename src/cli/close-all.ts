import { Failure } from '../problem/failure.ts';
import { endsWithin } from '../time/index.ts';

/** Something that is open. */
export interface Open {
  /** For people: `the store`. */
  readonly name: string;
  close(): Promise<void>;
}

/**
 * Closes one stage after the other, and what is in one stage together; what fails keeps nobody from the rest.
 * @param patience Milliseconds of all together. What is not closed by then is left, for the process to end with.
 * @throws what the first failure threw; else Failure `timed-out` with the names of what was left.
 */
export async function closeAll(stages: readonly (readonly Open[])[], patience: number): Promise<void> {
  const left = new Set(stages.flat());
  const failures: unknown[] = [];
  const close = async (one: Open): Promise<void> => {
    try {
      await one.close();
    } catch (error) {
      failures.push(error);
    }
    left.delete(one);
  };
  const closing = async (): Promise<void> => {
    for (const stage of stages) await Promise.all(stage.map(close));
  };
  const closed = await endsWithin(closing(), patience);
  if (failures.length > 0) throw failures[0];
  if (!closed) {
    const names = [...left].map(({ name }) => name);
    throw new Failure('timed-out', `not waiting any longer for ${names.join(', ')}`, {
      hint: 'what was accepted is kept, and goes on in another process or at the next start',
    });
  }
}
