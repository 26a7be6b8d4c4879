import { describe, expect, it } from 'vitest';
import { createLocate } from './locate.ts';
import type { Resolve } from './lookup.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  'api.example': ['93.184.216.34', '2606:2800:21f:cb07::1'],
  'mixed.example': ['93.184.216.34', '10.0.0.1'],
};
const resolve: Resolve = (host, _, callback) => {
  const found = names[host];
  if (found === undefined) return callback(new Error(`getaddrinfo ENOTFOUND ${host}`), []);
  return callback(
    null,
    found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
};

describe('createLocate', () => {
  it('finds all addresses of a name', async () => {
    expect(await createLocate(false, resolve)('api.example')).toEqual(names['api.example']);
  });

  it('takes an address for itself', async () => {
    expect(await createLocate('loopback', resolve)('127.0.0.1')).toEqual(['127.0.0.1']);
  });

  it.each(['mixed.example', '127.0.0.1', '::1'])('refuses %s', async (host) => {
    await expect(createLocate(false, resolve)(host)).rejects.toMatchObject({
      problem: { status: 403, title: 'Address refused' },
    });
  });

  it('tells of a name that there is not', async () => {
    await expect(createLocate(false, resolve)('no.example')).rejects.toMatchObject({
      problem: { status: 503, detail: expect.stringContaining('ENOTFOUND') },
    });
  });
});
