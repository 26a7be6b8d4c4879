import { Transform } from 'node:stream';
import { maxResponseBytes } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';

/*
 * Streams that may still carry the answer of a call:
 *
 *   waiting ── a stream opens ──► arriving ── the last one ends ──► waiting, for a moment only ──► lost
 *
 * A server may close a stream and go on in another one (SEP-1699); the client then asks for it within that moment.
 */

/** Milliseconds after the last stream until the answer counts as lost. */
const moment = 3_000;

/** Notices an answer that cannot come any more: the client itself would wait for it for ever. */
export class Answers {
  readonly lost: Promise<never>;
  #lose: (error: Error) => void = () => {};
  #open = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.lost = new Promise<never>((_, reject) => {
      this.#lose = reject;
    });
    this.lost.catch(() => {});
  }

  /** A body on its way to the client that may carry the answer. */
  through(): Transform {
    clearTimeout(this.#timer);
    this.#open++;
    const stream = this.bounded();
    stream.once('close', () => this.#ended());
    return stream;
  }

  /** A body on its way to the client, of at most the size that any answer may have. */
  bounded(): Transform {
    let size = 0;
    const lose = this.#lose;
    return new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        size += chunk.byteLength;
        if (size <= maxResponseBytes) return done(null, chunk);
        const error = WorkflowError.of(
          'runtime',
          'Response too large',
          `the MCP server sent more than ${maxResponseBytes} bytes`,
        );
        lose(error);
        done(error);
      },
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#open = Number.POSITIVE_INFINITY;
  }

  #ended(): void {
    this.#open--;
    if (this.#open > 0) return;
    this.#timer = setTimeout(() => {
      this.#lose(
        WorkflowError.of(
          'runtime',
          'No MCP answer',
          'the MCP server ended its answer before the result came',
          502,
        ),
      );
    }, moment);
  }
}
