import { describe, expect, it } from 'vitest';
import { AddressRefused, judgedLookup, type Resolve } from './lookup.ts';

type Outcome = { error: Error | null; addresses: unknown };

function look(resolve: Resolve, options: { all?: boolean } = { all: true }): Promise<Outcome> {
  return new Promise((done) => {
    judgedLookup(false, resolve)('shop.example', options, (error, addresses) => done({ error, addresses }));
  });
}

function answering(...addresses: string[]): Resolve {
  return (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
}

describe('judgedLookup', () => {
  it('hands on all addresses when all are public', async () => {
    const { error, addresses } = await look(answering('1.1.1.1', '2606:4700::1111'));
    expect(error).toBeNull();
    expect(addresses).toEqual([
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  it('hands on the first address to a socket that asks for one', async () => {
    expect(await look(answering('1.1.1.1', '1.0.0.1'), {})).toEqual({ error: null, addresses: '1.1.1.1' });
  });

  it('refuses a name when a single one of its addresses is private', async () => {
    const { error } = await look(answering('1.1.1.1', '10.0.0.7'));
    expect(error).toBeInstanceOf(AddressRefused);
    expect(error?.message).toBe('shop.example resolves to 10.0.0.7, which is not public');
  });

  it.each([
    ['127.0.0.2', 'only --allow-private loopback lets it be called'],
    ['::1', 'only --allow-private loopback lets it be called'],
    ['10.0.0.7', 'only --allow-private all lets it be called'],
  ])('tells what would let %s be called', async (address, remedy) => {
    expect((await look(answering(address))).error).toMatchObject({ remedy });
  });

  it('judges an IPv4 address inside an IPv6 one', async () => {
    expect((await look(answering('::ffff:169.254.169.254'))).error).toBeInstanceOf(AddressRefused);
  });

  it('reports a name that does not resolve', async () => {
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const { error } = await look((_host, _options, callback) => callback(failure, []));
    expect(error).toBe(failure);
  });
});
