import { expect, test } from 'vitest';
import { maxFileBytes } from './limits.ts';
import { decodeUtf8 } from './utf8.ts';

const decode = (...bytes: number[]) => decodeUtf8({ path: 'a.yaml', bytes: Uint8Array.from(bytes) });

test('text comes back', () => {
  expect(decodeUtf8({ path: 'a.yaml', bytes: new TextEncoder().encode('a: ü😀') })).toBe('a: ü😀');
});

test('a byte order mark is dropped', () => {
  expect(decode(0xef, 0xbb, 0xbf, 0x61)).toBe('a');
});

test('a wrong byte is refused at its place', () => {
  expect(decode(0x61, 0x0a, 0x62, 0xff)).toMatchObject({
    code: 'not-utf-8',
    file: 'a.yaml',
    position: { line: 2, column: 2 },
  });
});

test('a cut-off character is refused', () => {
  expect(decode(0x61, 0xc3)).toMatchObject({ code: 'not-utf-8', position: { line: 1, column: 2 } });
});

test('UTF-16 is recognised', () => {
  expect(decode(0xff, 0xfe, 0x61, 0x00)).toMatchObject({ hint: 'it is UTF-16; save it as UTF-8' });
});

test('a file over the limit is refused', () => {
  expect(decodeUtf8({ path: 'a.yaml', bytes: new Uint8Array(maxFileBytes + 1) })).toMatchObject({
    code: 'too-large',
  });
});
