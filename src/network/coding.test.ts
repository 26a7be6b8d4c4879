import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress } from './coding.ts';

const text = (body: Uint8Array | string) => (typeof body === 'string' ? body : Buffer.from(body).toString());

describe('decompress', () => {
  it('leaves a body without coding alone', async () => {
    const body = Buffer.from('plain');
    expect(await decompress(body, undefined, 10)).toBe(body);
    expect(await decompress(body, 'identity', 10)).toBe(body);
  });

  it('removes several codings, the last one first', async () => {
    const body = gzipSync(deflateSync('plain'));
    expect(text(await decompress(body, 'deflate, GZIP', 100))).toBe('plain');
  });

  it('stops at the limit', async () => {
    expect(await decompress(gzipSync('x'.repeat(101)), 'gzip', 100)).toBe('too large');
  });

  it('leaves an empty body alone, whatever its coding', async () => {
    expect(await decompress(new Uint8Array(), 'gzip', 10)).toHaveLength(0);
  });

  it.each([
    ['an unknown coding', 'zstd', 'coded as zstd, which is not supported'],
    ['broken data', 'gzip', 'says it is gzip, but it is not'],
  ])('refuses %s', async (_name, coding, why) => {
    await expect(decompress(Buffer.from('plain'), coding, 10)).rejects.toThrow(why);
  });

  it('refuses a body that is coded over and over', async () => {
    let body: Uint8Array = Buffer.from('plain');
    for (let times = 0; times < 5; times++) body = gzipSync(body);
    await expect(decompress(body, 'gzip,'.repeat(5), 1_000)).rejects.toThrow('coded more than 4 times');
  });
});
