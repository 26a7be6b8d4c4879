import { expect, test } from 'vitest';
import { readStoreUrl } from './store-url.ts';

test.each([
  './x',
  '../x',
  '/x',
  '.\\x',
  'C:\\x',
  'x.db',
  'data/x.sqlite',
  'x.sqlite3',
  '.eventctl/eventctl.db',
])('the file %s needs no scheme', (path) => {
  expect(readStoreUrl(path)).toEqual({ kind: 'sqlite', path });
});

test.each([
  ['sqlite:foo', 'foo'],
  ['sqlite://foo', 'foo'],
  ['SQLITE:/a b', '/a b'],
  ['sqlite:127.0.0.1:27001', '127.0.0.1:27001'],
])('%s is a file, whatever its name', (text, path) => {
  expect(readStoreUrl(text)).toEqual({ kind: 'sqlite', path });
});

test.each(['redis://h', 'rediss://h:1', 'redis+unix:///s', 'redis+cluster://a,b', 'REDIS://h'])(
  '%s is a Redis',
  (url) => {
    expect(readStoreUrl(url)).toEqual({ kind: 'redis', url });
  },
);

test.each([
  ['127.0.0.1:27001', 'Use redis://127.0.0.1:27001'],
  ['localhost:6379', 'Use redis://localhost:6379'],
  ['[::1]:6379/2', 'Use redis://[::1]:6379/2'],
  ['foo', 'Use sqlite:foo for a file, or redis://HOST:PORT'],
  ['data/foo', 'Use sqlite:data/foo for a file, or redis://HOST:PORT'],
])('%s is refused, with what may be meant', (text, hint) => {
  expect(() => readStoreUrl(text)).toThrow(
    expect.objectContaining({ code: 'usage', message: `"${text}" names no store that eventctl knows`, hint }),
  );
});

test.each([
  '',
  'memory:x',
  'sqlite:',
  'sqlite::memory:',
  'http://h',
  'me:secret@host:6379',
  ':secret@host',
  'secret@host',
])('%j is refused without repeating what may be a password', (text) => {
  const failure: unknown = (() => {
    try {
      return readStoreUrl(text);
    } catch (error) {
      return error;
    }
  })();
  expect(failure).toMatchObject({ code: 'usage', hint: 'Use sqlite:PATH, redis://HOST:PORT or memory:' });
  expect(String(failure)).not.toContain('secret');
});
