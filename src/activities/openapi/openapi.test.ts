import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { answer, api2, api3, call, problemOf, query } from './testbed.ts';

describe('the operation', () => {
  it('C10 calls the operation of that id with its method, at its server and path', async () => {
    const { sent, output } = await call(api3('summary: x'), 'go');
    expect(`${sent.method} ${sent.url.href}`).toBe('POST https://api.example/v1/things');
    expect(output).toEqual({ ok: true });
  });

  it('C10 takes the address of a Swagger document, https where there is a choice', async () => {
    expect((await call(api2('summary: x'), 'go')).sent.url.href).toBe('https://api.example/v2/things');
  });

  it('C10 carries the effect key and prefers JSON', async () => {
    const { headers } = (await call(api3('summary: x'), 'go')).sent;
    expect(headers).toMatchObject({ 'idempotency-key': 'key-1', accept: 'application/json, */*;q=0.8' });
  });

  it.each([
    ['a relative server', 'servers: [{ url: ../v3 }]', 'https://docs.example/v3/things'],
    ['no server', 'servers: []', 'https://docs.example/things'],
    [
      'the defaults of a server’s variables',
      'servers: [{ url: "https://{region}.example/{base}", variables: { region: { default: eu }, base: { default: b } } }]',
      'https://eu.example/b/things',
    ],
  ])('C10 resolves %s', async (_name, servers, url) => {
    const document = `{ openapi: 3.0.3, ${servers}, paths: { /things: { get: { operationId: go } } } }`;
    expect((await call(document, 'go')).sent.url.href).toBe(url);
  });

  it('C10 prefers the server of the operation to that of its path, and that to the document’s', async () => {
    const document = `
openapi: 3.0.3
servers: [{ url: https://root.example }]
paths:
  /a: { servers: [{ url: https://path.example }], get: { operationId: a, servers: [{ url: https://own.example }] } }
  /b: { servers: [{ url: https://path.example }], get: { operationId: b } }`;
    expect((await call(document, 'a')).sent.url.href).toBe('https://own.example/a');
    expect((await call(document, 'b')).sent.url.href).toBe('https://path.example/b');
  });

  it('C10 takes host and scheme of the document’s own address where a Swagger document names none', async () => {
    const document = '{ swagger: "2.0", basePath: /v2, paths: { /things: { get: { operationId: go } } } }';
    expect((await call(document, 'go')).sent.url.href).toBe('https://docs.example/v2/things');
  });

  it('C10 reads a document in JSON', async () => {
    const document = JSON.stringify(parse(api3('summary: x')));
    expect((await call(document, 'go')).sent.url.pathname).toBe('/v1/things');
  });

  it('C10 reads the text that was pinned without asking for it', async () => {
    const document = { uri: './shop.yaml', text: api3('summary: x') };
    expect((await call('', 'go', {}, { document })).all).toHaveLength(1);
  });

  it('authenticates as the task says, and not for the document', async () => {
    const { all } = await call(api3('summary: x'), 'go', {}, { authentication: { bearer: { token: 't' } } });
    expect(all.map(({ headers }) => headers['authorization'])).toEqual([undefined, 'Bearer t']);
  });

  it('sends an API key where the document says, given as a parameter', async () => {
    const keys = 'components: { securitySchemes: { k: { type: apiKey, in: header, name: X-Key } } }';
    const { sent } = await call(api3('summary: x', '/things', keys), 'go', { 'X-Key': 'k1' });
    expect(sent.headers['x-key']).toBe('k1');
  });
});

describe('the answer', () => {
  it('C10 is the content by default, base64 for raw, the exchange for response', async () => {
    const reply = answer(201, 'text/plain', 'hi');
    expect((await call(api3('summary: x'), 'go', {}, { reply })).output).toBe('hi');
    expect((await call(api3('summary: x'), 'go', {}, { reply, output: 'raw' })).output).toBe('aGk=');
    expect((await call(api3('summary: x'), 'go', {}, { reply, output: 'response' })).output).toMatchObject({
      request: { method: 'POST', uri: 'https://api.example/v1/things' },
      statusCode: 201,
      content: 'hi',
    });
  });

  it('C10 is an error with its status, a redirect too unless it is allowed', async () => {
    expect(
      await problemOf(api3('summary: x'), 'go', {}, { reply: answer(404, 'text/plain', '') }),
    ).toMatchObject({
      kind: 'communication',
      status: 404,
    });
    const reply = answer(304, 'text/plain', '');
    expect((await problemOf(api3('summary: x'), 'go', {}, { reply })).status).toBe(304);
    expect((await call(api3('summary: x'), 'go', {}, { reply, redirect: true })).output).toBeNull();
  });
});

describe('a document that cannot be used', () => {
  it('names a server in the clear although it came over https itself, and there are credentials', async () => {
    const document = api3('summary: x').replace('https://api.example', 'http://api.example');
    expect(await problemOf(document, 'go', {}, { authentication: { bearer: { token: 't' } } })).toEqual({
      kind: 'configuration',
      status: 400,
      detail: expect.stringContaining('credentials are not sent there in the clear'),
    });
    expect((await call(document, 'go')).sent.url.href).toBe('http://api.example/v1/things');
  });

  it.each<[string, string, string]>([
    [
      'has no such operation',
      api3('summary: x').replace('go', 'goo'),
      'there is no operation go; did you mean goo?',
    ],
    ['is neither JSON nor YAML', '{ "a": ', 'is neither JSON nor YAML'],
    ['is no map', '- 1', 'the document is no map'],
    ['has no version', 'paths: {}', 'neither `openapi` nor `swagger`'],
    ['has another version', 'openapi: 4.0.0', 'OpenAPI "4.0.0" is not supported yet'],
    [
      'has the operation twice',
      api3('summary: x', '/a', '  /b: { get: { operationId: go } }'),
      'twice: post /a, get /b',
    ],
    ['refers to nothing', api3("parameters: [{ $ref: '#/a/b' }]"), 'the reference #/a/b leads to nothing'],
    [
      'refers in a circle',
      api3("parameters: [{ $ref: '#/x' }]", '/a', "x: { $ref: '#/x' }"),
      'leads in a circle',
    ],
    ['has an unknown style', query('style: fancy'), 'the style "fancy" of c is none here'],
    ['is served by no web address', api2('schemes: [ws]'), 'none of the schemes ws is https or http'],
  ])('C10 %s', async (_name, document, why) => {
    const problem = await problemOf(document, 'go', { c: 1 });
    expect(problem).toMatchObject({ kind: 'configuration', status: 400 });
    expect(problem.detail).toContain(why);
  });

  it('C10 reads a schema that has itself as a part, many times over', async () => {
    const part = { $ref: '#/components/schemas/a' };
    const document = JSON.stringify({
      openapi: '3.1.0',
      servers: [{ url: 'https://shop.example' }],
      paths: {
        '/a': {
          post: {
            operationId: 'go',
            requestBody: { content: { 'application/json': { schema: part } } },
          },
        },
      },
      components: {
        schemas: {
          a: { allOf: Array.from({ length: 20 }, () => part), properties: { c: { type: 'number' } } },
        },
      },
    });
    expect((await call(document, 'go', { c: 1 })).sent.body).toBe('{"c":1}');
  });

  it('C10 refused: an operation that is there a hundred thousand times', async () => {
    const item = { get: { operationId: 'go' } };
    const paths = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`/${index}`, item]));
    const problem = await problemOf(JSON.stringify({ openapi: '3.1.0', paths }), 'go');
    expect(problem.detail).toContain('twice: get /0, get /1');
  });

  it('C10 refused: references to other documents', async () => {
    const problem = await problemOf(
      api3("parameters: [{ $ref: 'https://x.example/common.yaml#/id' }]"),
      'go',
    );
    expect(problem.kind).toBe('configuration');
    expect(problem.detail).toContain('leaves the document, which is not supported yet');
  });

  it('C10 names a variable of a path that is no parameter', async () => {
    const problem = await problemOf(api3('summary: x', '/a/{b}'), 'go');
    expect(problem.kind).toBe('configuration');
    expect(problem.detail).toContain('names b, which is no parameter');
  });

  it('C10 is told apart from one that is not there', async () => {
    const problem = await problemOf(
      '',
      'go',
      {},
      { document: { uri: 'https://lost.example/' }, reply: answer(404, 'text/plain', '') },
    );
    expect(problem).toMatchObject({ kind: 'communication', status: 404 });
  });
});
