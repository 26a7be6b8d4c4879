import { maxOutputBytes, tooMuchOutput } from '../outcome.ts';

/** Which stream a frame belongs to, by the first byte of its header. */
const streams = ['stdin', 'stdout', 'stderr'] as const;

const headerLength = 8;

export interface Frame {
  readonly stream: (typeof streams)[number];
  readonly data: Uint8Array;
}

/**
 * Takes a container's output apart (Docker Engine API, "Attach to a container", stream format): frames of a stream's
 * number, three zero bytes, the length in four bytes, and the data. Frames and chunks need not begin together.
 * @throws Error on bytes that are no frame, as when the container has a terminal.
 * @throws WorkflowError `runtime` on a frame that is larger than what a process may write at all.
 */
export async function* readFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= headerLength) {
      const length = rest.readUInt32BE(4);
      const stream = streams[rest.readUInt8(0)];
      if (stream === undefined) throw new Error('the container engine sent something that is no output');
      if (length > maxOutputBytes) throw tooMuchOutput('the container', stream);
      if (rest.length < headerLength + length) break;
      yield { stream, data: rest.subarray(headerLength, headerLength + length) };
      rest = rest.subarray(headerLength + length);
    }
  }
}
