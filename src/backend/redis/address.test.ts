import { expect, test } from 'vitest';
import { parseAddress } from './address.ts';

test.each([
  ['redis://127.0.0.1', '127.0.0.1:6379'],
  ['redis://127.0.0.1:7000/2', '127.0.0.1:7000/2'],
  ['rediss://user:secret@cache.example:7000', 'cache.example:7000'],
  ['redis+unix:///run/redis%20server.sock', '/run/redis server.sock'],
  ['redis+cluster://:secret@one:7000,two', 'cluster one:7000,two'],
])('%s is shown without its password', (url, label) => {
  expect(parseAddress(url).label).toBe(label);
});

test('a cluster has its nodes and credentials', () => {
  expect(parseAddress('redis+cluster://me:s%40fe@one:7000,two')).toMatchObject({
    kind: 'cluster',
    username: 'me',
    password: 's@fe',
    nodes: [
      { host: 'one', port: 7000 },
      { host: 'two', port: 6379 },
    ],
  });
});

test.each([
  'http://host',
  'redis://',
  'redis+unix://',
  'redis+cluster://',
  'redis+cluster://a:b:c',
  'host:6379',
  '',
])('%j is refused as usage', (url) => {
  expect(() => parseAddress(url)).toThrow(expect.objectContaining({ code: 'usage' }));
});

test('a refusal does not show the password', () => {
  expect(() => parseAddress('http://me:secret@host')).toThrow('"http://host" does not name a Redis');
});
