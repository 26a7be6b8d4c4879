import { describe, expect, it } from 'vitest';
import { readFrames } from './frames.ts';

function frame(stream: number, text: string, length = text.length): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

/** Reads bytes that come in chunks of a size. */
async function read(bytes: Uint8Array, size: number): Promise<string[]> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const frames: string[] = [];
  for await (const { stream, data } of readFrames(chunks())) frames.push(`${stream} ${Buffer.from(data)}`);
  return frames;
}

describe('readFrames', () => {
  const bytes = Buffer.concat([frame(1, 'out'), frame(2, ''), frame(2, 'error'), frame(1, 'more')]);

  it.each([1, 3, 8, 11, 100])('takes frames apart from chunks of %i bytes', async (size) => {
    expect(await read(bytes, size)).toEqual(['stdout out', 'stderr ', 'stderr error', 'stdout more']);
  });

  it('refuses what is no frame', async () => {
    await expect(read(Buffer.from('hello world'), 100)).rejects.toThrow('something that is no output');
  });

  it('refuses a frame that says it is larger than all output may be', async () => {
    await expect(read(frame(1, 'x', 1_048_577), 100)).rejects.toThrow(
      'wrote more than 1048576 bytes to stdout',
    );
  });

  it('leaves out a frame that breaks off', async () => {
    expect(await read(bytes.subarray(0, bytes.length - 1), 100)).toHaveLength(3);
  });
});
