import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../network/index.ts';
import { readChallenges } from './challenge.ts';
import { type Account, openSession, type Session } from './session.ts';

function open(header: string, account: Account, cnonce: string): Session {
  const [challenge] = readChallenges(header);
  const session = challenge === undefined ? undefined : openSession(challenge, account, cnonce);
  if (session === undefined) throw new Error('the challenge cannot be answered');
  return session;
}

function get(path: string, more: Partial<Exchange> = {}): Exchange {
  return { method: 'GET', url: new URL(path, 'http://www.example.org'), headers: {}, ...more };
}

const mufasa = { username: 'Mufasa', password: 'Circle of Life' };
const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
const opaque = 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS';
const challenge = (more: string) =>
  `Digest realm="http-auth@example.org", nonce="${nonce}", opaque="${opaque}", ${more}`;

describe('U4 digest answers', () => {
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('are those of RFC 7616, 3.9.1, for %s', (algorithm, response) => {
    const session = open(challenge(`qop="auth, auth-int", algorithm=${algorithm}`), mufasa, cnonce);
    expect(session.answer(get('/dir/index.html'))).toBe(
      `Digest username="Mufasa", realm="http-auth@example.org", nonce="${nonce}", uri="/dir/index.html", ` +
        `response="${response}", algorithm=${algorithm}, cnonce="${cnonce}", qop=auth, nc=00000001, opaque="${opaque}"`,
    );
  });

  it('are those of RFC 7616, 3.9.2 (as corrected), for SHA-512-256 with a hashed name that is not ASCII', () => {
    const session = open(
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, charset=UTF-8, userhash=true, ' +
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS"',
      { username: 'J\u00E4s\u00F8n Doe', password: 'Secret, or not?' },
      'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
    );
    const answer = session.answer(get('/doe.json'));
    expect(answer).toContain(
      'username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b", userhash=true',
    );
    expect(answer).toContain('response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"');
  });

  it('is that of RFC 2617, 3.5', () => {
    const session = open(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      { username: 'Mufasa', password: 'Circle Of Life' },
      '0a4f113b',
    );
    expect(session.answer(get('/dir/index.html'))).toContain('response="6629fae49393a05397450978507c4ef1"');
  });

  it('leave out count and cnonce for a server that offers no qop (RFC 2069)', () => {
    const answer = open(challenge('stale=false'), mufasa, cnonce).answer(get('/'));
    expect(answer).not.toMatch(/nc=|qop=|cnonce=|algorithm=/);
  });

  it('count the uses of a nonce', () => {
    const session = open(challenge('qop=auth'), mufasa, cnonce);
    const counts = Array.from({ length: 17 }, () => /nc=(\w+)/.exec(session.answer(get('/')))?.[1]);
    expect([counts[0], counts[1], counts[16]]).toEqual(['00000001', '00000002', '00000011']);
  });

  it('count from one again for the next nonce', () => {
    const session = open(challenge('qop=auth'), mufasa, cnonce);
    session.answer(get('/'));
    session.proceed('next');
    expect(session.answer(get('/'))).toMatch(/nonce="next".*nc=00000001/);
  });

  it('cover the query of the request', () => {
    expect(open(challenge('qop=auth'), mufasa, cnonce).answer(get('/a?b=c'))).toContain('uri="/a?b=c"');
  });

  it('name a user that is not ASCII in the extended form', () => {
    const session = open(challenge('qop=auth'), { username: "J\u00E4s(ø)n's", password: 'p' }, cnonce);
    expect(session.answer(get('/'))).toContain("username*=UTF-8''J%C3%A4s%28%C3%B8%29n%27s,");
  });

  it('quote a user with quotes and backslashes', () => {
    const session = open(challenge('qop=auth'), { username: 'a"\\b', password: 'p' }, cnonce);
    expect(session.answer(get('/'))).toContain('username="a\\"\\\\b"');
  });

  it.each([
    ['another scheme', 'Basic realm="x", nonce="n"'],
    ['an unknown algorithm', challenge('algorithm=SHA3')],
    ['an algorithm that every object has', challenge('algorithm=constructor')],
    ['an unknown quality of protection', challenge('qop="auth-conf"')],
    ['no nonce', 'Digest realm="x"'],
    ['no realm', 'Digest nonce="x"'],
  ])('are not given to a challenge with %s', (_name, header) => {
    const [found] = readChallenges(header);
    expect(found && openSession(found, mufasa, cnonce)).toBeUndefined();
  });
});
