import { describe, expect, it } from 'vitest';
import { readLines, readServerEvents } from './lines.ts';

/** The bytes of a text in pieces of a few, as a network might cut them. */
async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe.each([1, 2, 3, 100])('streams in pieces of %i bytes', (size) => {
  it('have lines, whatever ends them, but no empty ones', async () => {
    expect(await all(readLines(cut('{"a":"é"}\r\n \n\u001e{"b":1}\r{"c":1}', size)))).toEqual([
      { text: '{"a":"é"}' },
      { text: '{"b":1}' },
      { text: '{"c":1}' },
    ]);
  });

  it('have Server-Sent Events with name and id', async () => {
    const text = ': hi\r\n\r\nid: 1\r\nevent: a\r\ndata: x\r\ndata:y\r\n\r\ndata: z\n\nevent: none\n\n';
    expect(await all(readServerEvents(cut(text, size)))).toEqual([
      { text: 'x\ny', event: 'a', id: '1' },
      { text: 'z', id: '1' },
    ]);
  });
});
