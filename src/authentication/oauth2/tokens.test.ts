import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json.ts';
import type { Answer, Exchange, Stop } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { createAuthenticator } from '../authenticator.ts';
import { readCredentials } from '../credentials.ts';

const never = new AbortController().signal;

type Reply = (exchange: Exchange, signal: Stop) => JsonObject | Answer | Promise<JsonObject | Answer>;

function bodyOf(exchange: Exchange | undefined): string {
  return Buffer.from(exchange?.body ?? '').toString();
}

function refusal(status: number, body: JsonObject): Answer {
  return { status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
}

/** An authenticator whose server gives out the tokens t1, t2… unless told otherwise, under a clock to be moved. */
function bench(reply: Reply = () => ({}), lifetime: JsonObject = { expires_in: 600 }) {
  const state = { now: 1_000_000, asked: [] as Exchange[] };
  const authenticator = createAuthenticator({
    now: () => state.now,
    async transport(exchange, signal) {
      state.asked.push(exchange);
      const given = await reply(exchange, signal);
      if ('body' in given && given.body instanceof Uint8Array && typeof given['status'] === 'number') {
        return { status: given['status'], headers: {}, body: given.body };
      }
      return refusal(200, {
        access_token: `t${state.asked.length}`,
        token_type: 'bearer',
        ...lifetime,
        ...(given as JsonObject),
      });
    },
  });
  const get = async (more: JsonObject = {}, signal = never) => {
    const policy = { authority: 'https://id.test/realm/', grant: 'client_credentials', ...more };
    return (await authenticator.authorize(readCredentials({ oauth2: policy }), signal)).parameter;
  };
  return { ...state, state, get, form: (index: number) => new URLSearchParams(bodyOf(state.asked[index])) };
}

async function problemOf(running: Promise<unknown>) {
  const error = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowError)) throw new Error(`not a workflow error: ${String(error)}`);
  return error.problem;
}

describe('U5 tokens are kept', () => {
  it('until thirty seconds before they expire', async () => {
    const { get, state } = bench();
    expect([await get(), await get()]).toEqual(['t1', 't1']);
    state.now += 569_999;
    expect(await get()).toBe('t1');
    state.now += 1;
    expect(await get()).toBe('t2');
  });

  it('until a tenth of a short life is left', async () => {
    const { get, state } = bench(undefined, { expires_in: '60' });
    await get();
    state.now += 53_999;
    expect(await get()).toBe('t1');
    state.now += 1;
    expect(await get()).toBe('t2');
  });

  it('for five minutes when the server does not tell', async () => {
    const { get, state } = bench(undefined, {});
    await get();
    state.now += 269_999;
    expect(await get()).toBe('t1');
    state.now += 1;
    expect(await get()).toBe('t2');
  });

  it('until the exp of a JWT when the server does not tell', async () => {
    const payload = Buffer.from(JSON.stringify({ exp: 2000 })).toString('base64url');
    const { get, state } = bench(() => ({ access_token: `h.${payload}.s${state.asked.length}` }), {});
    await get();
    state.now = 1_969_999;
    expect(await get()).toMatch(/s1$/);
    state.now = 1_970_000;
    expect(await get()).toMatch(/s2$/);
  });

  it.each<[string, JsonObject]>([
    ['client', { client: { id: 'c', secret: 's' } }],
    ['secret of the client', { client: { id: 'c', secret: 'other' } }],
    ['scope', { scopes: ['a'] }],
    ['audience', { audiences: ['a'] }],
    ['authority', { authority: 'https://other.test' }],
    ['endpoint', { endpoints: { token: '/token' } }],
  ])('apart for another %s', async (_name, more) => {
    const { get } = bench();
    await get({ client: { id: 'c' } });
    expect(await get(more)).toBe('t2');
  });
});

describe('U5 tokens that several ask for at once', () => {
  it('are asked for once', async () => {
    const { get, state } = bench();
    expect(await Promise.all([get(), get(), get()])).toEqual(['t1', 't1', 't1']);
    expect(state.asked).toHaveLength(1);
  });

  it('are still waited for by the others when one leaves', async () => {
    let answer = () => {};
    const { get } = bench(() => new Promise((done) => (answer = () => done({}))));
    const leaving = new AbortController();
    const left = get({}, leaving.signal);
    const stayed = get();
    leaving.abort(new Error('cancelled'));
    await expect(left).rejects.toThrow('cancelled');
    answer();
    expect(await stayed).toBe('t1');
  });

  it('are given up when nobody waits any more', async () => {
    let stopped: Stop | undefined;
    const { get } = bench((_exchange, signal) => {
      stopped = signal;
      return new Promise(() => {});
    });
    const leaving = new AbortController();
    const left = get({}, leaving.signal);
    leaving.abort(new Error('cancelled'));
    await expect(left).rejects.toThrow('cancelled');
    expect(stopped?.aborted).toBe(true);
  });

  it('fail for all of them, and are asked for again by the next one', async () => {
    const { get, state } = bench(() =>
      state.asked.length === 1 ? refusal(400, { error: 'invalid_client' }) : {},
    );
    const outcomes = await Promise.allSettled([get(), get()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await get()).toBe('t2');
  });
});

describe('U5 refresh tokens', () => {
  const password = { grant: 'password', username: 'u', password: 'p' };

  it('replace a token that has expired', async () => {
    const { get, state, form } = bench(() => ({ refresh_token: `r${state.asked.length}` }));
    await get(password);
    state.now += 600_000;
    expect(await get(password)).toBe('t2');
    expect(Object.fromEntries(form(1))).toEqual({ grant_type: 'refresh_token', refresh_token: 'r1' });
  });

  it('are used again when the server gives no other one', async () => {
    const { get, state, form } = bench(() => (state.asked.length === 1 ? { refresh_token: 'r1' } : {}));
    for (let turn = 0; turn < 3; turn++) {
      await get(password);
      state.now += 600_000;
    }
    expect(form(2).get('refresh_token')).toBe('r1');
  });

  it('give way to the grant of the policy when they are refused', async () => {
    const { get, state, form } = bench((exchange) =>
      bodyOf(exchange).includes('grant_type=refresh_token')
        ? refusal(400, { error: 'invalid_grant' })
        : { refresh_token: 'r1' },
    );
    await get(password);
    state.now += 600_000;
    expect(await get(password)).toBe('t3');
    expect(form(2).get('grant_type')).toBe('password');
  });

  it('are kept when the server is in trouble', async () => {
    const { get, state, form } = bench(() =>
      state.asked.length === 2 ? refusal(503, {}) : { refresh_token: 'r1' },
    );
    await get(password);
    state.now += 600_000;
    await expect(get(password)).rejects.toThrow('answered 503');
    await get(password);
    expect(form(2).get('refresh_token')).toBe('r1');
  });
});

describe('U5 token requests', () => {
  it('go below the authority, as a form', async () => {
    const { get, state } = bench();
    await get({ client: { id: 'c', secret: 's' }, scopes: ['a', 'b'], audiences: ['x', 'y'] });
    expect(state.asked).toMatchObject([
      {
        method: 'POST',
        url: new URL('https://id.test/realm/oauth2/token'),
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: 'grant_type=client_credentials&scope=a+b&audience=x&audience=y&client_id=c&client_secret=s',
      },
    ]);
  });

  it('go as JSON where the policy says so', async () => {
    const { get, state } = bench();
    await get({
      client: { id: 'c', secret: 's' },
      audiences: ['x', 'y'],
      request: { encoding: 'application/json' },
    });
    expect(state.asked[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(bodyOf(state.asked[0]))).toEqual({
      grant_type: 'client_credentials',
      audience: ['x', 'y'],
      client_id: 'c',
      client_secret: 's',
    });
  });

  it.each([
    ['/auth/token', 'https://id.test/realm/auth/token'],
    ['auth/token', 'https://id.test/realm/auth/token'],
    ['https://other.test/token', 'https://other.test/token'],
  ])('go to the endpoint %s', async (token, url) => {
    const { get, state } = bench();
    await get({ endpoints: { token } });
    expect(state.asked[0]?.url.href).toBe(url);
  });

  it.each(['client_secret_jwt', 'private_key_jwt'])(
    'carry the assertion of the policy for %s',
    async (method) => {
      const { get, form } = bench();
      await get({ client: { id: 'c', assertion: 'signed', authentication: method } });
      expect(Object.fromEntries(form(0))).toMatchObject({
        client_id: 'c',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: 'signed',
      });
    },
  );

  it.each([
    ['no client', {}, {}],
    ['a client without a secret', { client: { id: 'c' } }, { client_id: 'c' }],
    ['a client that is public', { client: { id: 'c', authentication: 'none' } }, { client_id: 'c' }],
  ])('carry no secret for %s', async (_name, policy, expected) => {
    const { get, form } = bench();
    await get(policy);
    expect(Object.fromEntries(form(0))).toEqual({ grant_type: 'client_credentials', ...expected });
  });

  it.each<[string, JsonObject, string]>([
    [
      'a method without a client',
      { client: { authentication: 'client_secret_basic' } },
      'client.id is missing',
    ],
    ['a secret without a client', { client: { secret: 'hunter2' } }, 'client.id is missing'],
    [
      'a method without a secret',
      { client: { id: 'c', authentication: 'private_key_jwt' } },
      'client.secret is missing',
    ],
    [
      'a private key that is none',
      { client: { id: 'c', secret: 'hunter2', authentication: 'private_key_jwt' } },
      'neither a PEM private key nor a private JWK',
    ],
    ['a password grant without a user', { grant: 'password', password: 'hunter2' }, 'username is missing'],
    ['a refresh without a token', { grant: 'refresh_token' }, 'subject is missing'],
  ])('are not made for %s', async (_name, policy, why) => {
    const { get, state } = bench();
    const problem = await problemOf(get(policy));
    expect(problem).toMatchObject({ status: 400, type: expect.stringMatching(/configuration$/) });
    expect(problem.detail).toContain(why);
    expect(problem.detail).not.toContain('hunter2');
    expect(state.asked).toEqual([]);
  });

  it('are not redirected, with the secrets they carry', async () => {
    const { get } = bench(() => ({
      status: 307,
      headers: { location: 'https://evil.test' },
      body: new Uint8Array(),
    }));
    expect(await problemOf(get())).toMatchObject({
      status: 401,
      detail: expect.stringContaining('answered 307'),
    });
  });
});

describe('U5 answers that are no token', () => {
  it('are an authentication error with what the server says, without the secrets it quotes', async () => {
    const { get } = bench(() =>
      refusal(400, { error: 'invalid_client', error_description: 'no client with hunter2' }),
    );
    expect(await problemOf(get({ client: { id: 'c', secret: 'hunter2' } }))).toMatchObject({
      type: expect.stringMatching(/authentication$/),
      status: 401,
      detail: 'POST https://id.test/realm/oauth2/token answered 400: invalid_client: no client with ***',
    });
  });

  it.each([500, 503, 429])('are a communication error with the status %i', async (status) => {
    const { get } = bench(() => refusal(status, {}));
    expect(await problemOf(get())).toMatchObject({ type: expect.stringMatching(/communication$/), status });
  });

  it.each<[string, JsonObject, string]>([
    ['no token', { access_token: null }, 'without an access token'],
    ['a token that would start another header', { access_token: 'a\r\nb: c' }, 'without an access token'],
    ['a token of another type', { token_type: 'mac' }, 'of the type "mac"'],
  ])('are a communication error for %s', async (_name, body, why) => {
    const { get } = bench(() => body);
    expect(await problemOf(get())).toMatchObject({
      type: expect.stringMatching(/communication$/),
      detail: expect.stringContaining(why),
    });
  });
});
