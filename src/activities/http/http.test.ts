import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../authentication/index.ts';
import type { JsonObject } from '../../json/json.ts';
import type { Answer, Exchange } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { createHttpActivity } from './http.ts';

function answer(status: number, headers: Record<string, string> = {}, body = ''): Answer {
  return { status, headers, body: new TextEncoder().encode(body) };
}

const json = (value: unknown) => answer(200, { 'content-type': 'application/json' }, JSON.stringify(value));

/** Runs a call against one canned answer and returns its output and what was sent. */
async function run(given: JsonObject, reply: Answer = json({ ok: true })) {
  let sent: Exchange | undefined;
  const activity = createHttpActivity({
    authenticator: createAuthenticator({
      transport: async (exchange) => {
        sent = exchange;
        return reply;
      },
      now: () => 0,
    }),
  });
  const output = await activity.run(
    {
      kind: 'http',
      arguments: {
        method: 'get',
        uri: 'https://shop.example/pets',
        output: 'content',
        redirect: false,
        ...given,
      },
    },
    { signal: new AbortController().signal, key: 'i1/do/0/call~3' },
  );
  if (sent === undefined) throw new Error('nothing was sent');
  return { output, sent };
}

async function problemOf(given: JsonObject, reply?: Answer) {
  const error = await run(given, reply).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowError)) throw new Error(`not a workflow error: ${String(error)}`);
  return error.problem;
}

describe('what is sent', () => {
  it('C1 has the method in upper case', async () => {
    expect((await run({ method: 'patch' })).sent.method).toBe('PATCH');
  });

  it('carries the effect key as Idempotency-Key', async () => {
    expect((await run({})).sent.headers['idempotency-key']).toBe('i1/do/0/call~3');
  });

  it('keeps an Idempotency-Key of the workflow', async () => {
    const { sent } = await run({ headers: { 'Idempotency-Key': 'mine' } });
    expect(sent.headers['idempotency-key']).toBe('mine');
  });

  it('C4 appends the query: arrays repeated, scalars as text, null left out', async () => {
    const { sent } = await run({
      uri: 'https://shop.example/pets?kept=a+b',
      query: { tag: ['a', 'b c'], limit: 5, all: true, none: null },
    });
    expect(sent.url.search).toBe('?kept=a+b&tag=a&tag=b%20c&limit=5&all=true');
  });

  it('C5 has an object body as JSON', async () => {
    const { sent } = await run({ method: 'post', body: { a: [1] } });
    expect(sent.body).toBe('{"a":[1]}');
    expect(sent.headers['content-type']).toBe('application/json');
  });

  it('keeps the content type that the workflow names', async () => {
    const { sent } = await run({
      method: 'post',
      headers: { 'Content-Type': 'application/ld+json' },
      body: { a: 1 },
    });
    expect(sent.headers['content-type']).toBe('application/ld+json');
  });

  it('C5 has a string body as it is', async () => {
    const { sent } = await run({ method: 'post', body: 'hello' });
    expect(sent.body).toBe('hello');
    expect(sent.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('has a map as a form where the content type says so', async () => {
    const { sent } = await run({
      method: 'post',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: { name: 'A B', tag: ['x', 'y'], none: null },
    });
    expect(sent.body).toBe('name=A+B&tag=x&tag=y');
  });

  it('has a map as a multipart form where the content type says so', async () => {
    const { sent } = await run({
      method: 'post',
      headers: { 'content-type': 'multipart/form-data' },
      body: { name: 'A B', tag: ['x', 1], none: null, shape: { w: 2 } },
    });
    const { body = '' } = sent;
    const form = await new Response(typeof body === 'string' ? body : Buffer.from(body), {
      headers: sent.headers,
    }).formData();
    expect([...form].map(([name, value]) => [name, String(value)])).toEqual([
      ['name', 'A B'],
      ['tag', 'x'],
      ['tag', '1'],
      ['shape', '{"w":2}'],
    ]);
  });

  it('has no body for null', async () => {
    expect('body' in (await run({ body: null })).sent).toBe(false);
  });

  it('U2 has basic credentials', async () => {
    const { sent } = await run({ authentication: { basic: { username: 'ä', password: 'p:w' } } });
    expect(sent.headers['authorization']).toBe(`Basic ${Buffer.from('ä:p:w').toString('base64')}`);
  });

  it('U3 has a bearer token', async () => {
    const { sent } = await run({ authentication: { bearer: { token: 't0k' } } });
    expect(sent.headers['authorization']).toBe('Bearer t0k');
  });
});

describe('what is refused before it is sent', () => {
  it.each<[string, JsonObject, string]>([
    ['a URI that is no string', { uri: 7 }, '`endpoint` does not evaluate to a URI'],
    ['a relative URI', { uri: '/pets' }, 'not an absolute http or https URI'],
    ['another scheme', { uri: 'file:///etc/passwd' }, 'not an absolute http or https URI'],
    ['credentials in the URI', { uri: 'https://u:p@shop.example/' }, 'use `endpoint.authentication`'],
    ['a method with a line break', { method: 'GET\r\nX: 1' }, '`method` is not an HTTP method'],
    ['a tunnel', { method: 'connect' }, 'CONNECT is not supported'],
    ['a header with a line break', { headers: { a: 'b\r\nc: d' } }, 'no usable value for a'],
    ['a header name with a space', { headers: { 'a b': 'c' } }, 'invalid name'],
    ['a header that frames the message', { headers: { 'Transfer-Encoding': 'chunked' } }, 'may not set'],
    ['an object in the query', { query: { a: { b: 1 } } }, 'no scalar value for a'],
    ['an unknown output', { output: 'all' }, 'must be one of content, raw, response'],
    ['unknown authentication', { authentication: { kerberos: {} } }, 'unknown scheme kerberos'],
    [
      'two authorizations',
      { authentication: { bearer: { token: 't' } }, headers: { Authorization: 'x' } },
      'keep one of them',
    ],
    [
      'a form that is not flat',
      {
        method: 'post',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: { a: { b: 1 } },
      },
      'the form field a is not a scalar',
    ],
    [
      'a multipart body that is no form',
      { method: 'post', headers: { 'content-type': 'multipart/mixed' }, body: { a: 1 } },
      'not supported yet',
    ],
  ])('%s', async (_name, given, why) => {
    const problem = await problemOf(given);
    expect(problem.type).toMatch(/\/configuration$/);
    expect(problem.detail).toContain(why);
  });
});

describe('output: content', () => {
  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/problem+json; charset=utf-8', '[1]', [1]],
    ['text/html', '<p>', '<p>'],
    ['text/plain; charset=latin1', 'a', 'a'],
    ['application/octet-stream', 'abc', 'YWJj'],
  ])('C6 reads %s', async (type, body, expected) => {
    expect((await run({}, answer(200, { 'content-type': type }, body))).output).toEqual(expected);
  });

  it('reads a body without a type as text', async () => {
    expect((await run({}, answer(200, {}, 'abc'))).output).toBe('abc');
  });

  it('reads bytes without a type as base64 when they are no text', async () => {
    const reply = { status: 200, headers: {}, body: new Uint8Array([0xff, 0xfe, 0x00]) };
    expect((await run({}, reply)).output).toBe('//4A');
  });

  it('is null for 204', async () => {
    expect((await run({}, answer(204, { 'content-type': 'application/json' }))).output).toBeNull();
  });

  it('refuses JSON that is none', async () => {
    const problem = await problemOf({}, answer(200, { 'content-type': 'application/json' }, '{'));
    expect(problem.title).toBe('Unreadable response');
  });

  it('refuses JSON nested too deep to be walked safely', async () => {
    const body = '['.repeat(100_000) + ']'.repeat(100_000);
    const problem = await problemOf({}, answer(200, { 'content-type': 'application/json' }, body));
    expect(problem.detail).toContain('nests deeper');
  });
});

describe('other outputs', () => {
  it('C6 is base64 of the body for raw', async () => {
    expect((await run({ output: 'raw' }, answer(200, { 'content-type': 'text/plain' }, 'abc'))).output).toBe(
      'YWJj',
    );
  });

  it('C6 C7 is the whole exchange for response, without credentials', async () => {
    const { output } = await run(
      {
        output: 'response',
        query: { a: 'b' },
        headers: { 'X-Api-Key': 'k', Accept: '*/*' },
        authentication: { basic: { username: 'u', password: 'p' } },
      },
      answer(201, { 'content-type': 'application/json', 'x-other': '1' }, '{"id":1}'),
    );
    expect(output).toEqual({
      request: {
        method: 'GET',
        uri: 'https://shop.example/pets?a=b',
        headers: {
          'user-agent': 'eventctl',
          'idempotency-key': 'i1/do/0/call~3',
          authorization: '***',
          'x-api-key': '***',
          accept: '*/*',
        },
      },
      statusCode: 201,
      headers: { 'content-type': 'application/json', 'x-other': '1' },
      content: { id: 1 },
    });
  });
});

describe('errors', () => {
  it('C9 E7 has the HTTP status, the reason, the address and the start of the body', async () => {
    const problem = await problemOf(
      { uri: 'https://shop.example/pets?token=s3cret' },
      answer(404, {}, `no such pet${'.'.repeat(1000)}`),
    );
    expect(problem).toMatchObject({ status: 404, title: 'HTTP 404 Not Found' });
    expect(problem.type).toMatch(/\/communication$/);
    expect(problem.detail).toContain('GET https://shop.example/pets?token=… answered 404: no such pet...');
    expect(problem.detail).not.toContain('s3cret');
    expect(problem.detail?.length).toBeLessThan(600);
  });

  it('C8 treats a redirect as an error where redirects are not wanted', async () => {
    expect((await problemOf({}, answer(302, { location: '/b' }))).status).toBe(302);
  });

  it('C8 accepts 304 where redirects are wanted', async () => {
    expect((await run({ redirect: true }, answer(304))).output).toBeNull();
  });
});
