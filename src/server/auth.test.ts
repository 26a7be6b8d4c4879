import { describe, expect, it } from 'vitest';
import { createGuard, isLoopback } from './auth.ts';
import { Refusal } from './problem.ts';

const local = { host: '127.0.0.1:8585' };

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.9.1', 'localhost', 'LocalHost', 'app.localhost', '::1', '[::1]'])(
    'holds for %s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'example.com',
    '127.0.0.1.example.com',
    'localhost.example.com',
    '1127.0.0.1',
  ])('does not hold for %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('a guard on loopback', () => {
  const guard = createGuard({ host: '127.0.0.1' });

  it.each(['127.0.0.1:8585', 'localhost', 'localhost:8585', '[::1]:8585'])(
    'lets in what asks for %s',
    (host) => {
      expect(() => guard({ host })).not.toThrow();
    },
  );

  it.each(['evil.example', 'evil.example:8585', '10.0.0.5:8585', '[::2]:8585', ''])(
    'refuses the host "%s", which DNS may have bound to this machine',
    (host) => {
      expect(() => guard({ host })).toThrow(expect.objectContaining({ status: 403 }));
    },
  );

  it('refuses a request without a host', () => {
    expect(() => guard({})).toThrow(Refusal);
  });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:9999', 'http://localhost:8585'])(
    'refuses the page of %s',
    (origin) => {
      expect(() => guard({ ...local, origin })).toThrow(expect.objectContaining({ status: 403 }));
    },
  );

  it('lets in its own pages', () => {
    expect(() => guard({ ...local, origin: 'http://127.0.0.1:8585' })).not.toThrow();
  });

  it.each(['cross-site', 'same-site'])('refuses a browser request that is %s', (site) => {
    expect(() => guard({ ...local, 'sec-fetch-site': site })).toThrow(
      expect.objectContaining({ status: 403 }),
    );
  });
});

describe('a guard beyond loopback', () => {
  it.each(['0.0.0.0', '::', '192.168.1.2'])('cannot be made for %s without a token', (host) => {
    expect(() => createGuard({ host })).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  const guard = createGuard({ host: '0.0.0.0', token: 's3cret' });

  it('lets in the token', () => {
    expect(() => guard({ host: 'anything', authorization: 'Bearer s3cret' })).not.toThrow();
  });

  it.each([undefined, 'Bearer wrong', 'Bearer s3cret2', 'Basic s3cret', 's3cret', 'Bearer '])(
    'refuses %s',
    (authorization) => {
      const headers = authorization === undefined ? local : { ...local, authorization };
      expect(() => guard(headers)).toThrow(
        expect.objectContaining({ status: 401, headers: { 'www-authenticate': 'Bearer' } }),
      );
    },
  );

  it('wants the token on loopback too', () => {
    expect(() => createGuard({ host: '127.0.0.1', token: 'x' })(local)).toThrow(Refusal);
  });
});
