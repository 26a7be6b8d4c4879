import { expect, it } from 'vitest';
import { rawUrl } from './raw-url.ts';

it.each([
  [
    'https://github.com/o/r/blob/main/a/function.yaml',
    'https://raw.githubusercontent.com/o/r/main/a/function.yaml',
  ],
  [
    'https://github.com/o/r/tree/main/functions/log',
    'https://raw.githubusercontent.com/o/r/main/functions/log',
  ],
  ['https://github.com/o/r/tree/main', 'https://raw.githubusercontent.com/o/r/main/'],
  ['https://github.com/o/r@v1.0.0/a/f.yaml', 'https://raw.githubusercontent.com/o/r/v1.0.0/a/f.yaml'],
  ['https://github.com/o/r/a/f.yaml@v1.0.0', 'https://raw.githubusercontent.com/o/r/v1.0.0/a/f.yaml'],
  ['https://github.com/o/r', 'https://raw.githubusercontent.com/o/r/HEAD/'],
  ['https://gitlab.com/g/s/p/-/blob/main/f.yaml', 'https://gitlab.com/g/s/p/-/raw/main/f.yaml'],
  ['https://git.example.com/g/p/-/tree/v1/a', 'https://git.example.com/g/p/-/raw/v1/a'],
  ['https://gitlab.com/g/p@v1.0.0/f.yaml', 'https://gitlab.com/g/p/-/raw/v1.0.0/f.yaml'],
])('C28 reads %s where its text is', (page, raw) => {
  expect(rawUrl(new URL(page)).href).toBe(raw);
});

it.each(['https://example.com/o/r/blob/main/a.yaml', 'https://raw.githubusercontent.com/o/r/main/a.yaml'])(
  'leaves %s as it is',
  (url) => expect(rawUrl(new URL(url)).href).toBe(url),
);
