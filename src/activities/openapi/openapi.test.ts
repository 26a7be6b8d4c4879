import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createAuthenticator } from '../../authentication/index.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import type { Answer, Exchange } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { createResources } from '../../resources/index.ts';
import { createOpenApiActivity } from './openapi.ts';

const documentUri = 'https://docs.example/apis/shop.yaml';

function answer(status: number, type: string, body: string): Answer {
  return { status, headers: { 'content-type': type }, body: new TextEncoder().encode(body) };
}

/** Calls an operation of a document over a transport that answers the document and then `reply`. */
async function call(
  document: string,
  operationId: string,
  parameters: JsonObject = {},
  {
    reply = answer(200, 'application/json', '{"ok":true}'),
    ...rest
  }: { reply?: Answer; [name: string]: unknown } = {},
) {
  const sent: Exchange[] = [];
  const authenticator = createAuthenticator({
    transport: async (exchange) => {
      sent.push(exchange);
      return exchange.url.href === documentUri ? answer(200, 'application/yaml', document) : reply;
    },
    now: () => 0,
  });
  const activity = createOpenApiActivity({ authenticator, resources: createResources({ authenticator }) });
  const given: JsonObject = parse(JSON.stringify(rest));
  const output = await activity.run(
    {
      kind: 'openapi',
      arguments: {
        document: { uri: documentUri },
        operationId,
        parameters,
        output: 'content',
        redirect: false,
        ...given,
      },
    },
    { signal: new AbortController().signal, key: 'key-1' },
  );
  const last = sent.at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  return { output, sent: last, all: sent };
}

async function problemOf(...given: Parameters<typeof call>) {
  const error = await call(...given).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowError)) throw new Error(`not a workflow error: ${String(error)}`);
  return {
    kind: error.problem.type.split('/').at(-1),
    detail: error.problem.detail ?? '',
    status: error.problem.status,
  };
}

/** A document of version 3 with one operation `go`. */
function api3(operation: string, path = '/things', rest = ''): string {
  return `
openapi: 3.1.0
servers: [{ url: https://api.example/v1/ }]
paths:
  ${path}:
    post: { operationId: go, ${operation} }
${rest}`;
}

/** A Swagger document with one operation `go`. */
function api2(operation: string, path = '/things', rest = ''): string {
  return `
swagger: '2.0'
host: api.example
basePath: /v2
schemes: [http, https]
paths:
  ${path}:
    post: { operationId: go, ${operation} }
${rest}`;
}

const query = (parameter: string) => api3(`parameters: [{ name: c, in: query, ${parameter} }]`);
const text = (sent: Exchange) =>
  typeof sent.body === 'string' ? sent.body : Buffer.from(sent.body ?? '').toString('latin1');

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

describe('parameters', () => {
  it.each<[string, string, Json, string]>([
    ['a scalar', '', 5, 'c=5'],
    ['reserved characters', '', 'a b&c/d', 'c=a%20b%26c%2Fd'],
    ['allowReserved', 'allowReserved: true', 'a/b:c&d', 'c=a/b:c%26d'],
    ['a list', '', ['a', 'b'], 'c=a&c=b'],
    ['a list that is not exploded', 'explode: false', ['a', 'b,'], 'c=a,b%2C'],
    ['spaceDelimited', 'style: spaceDelimited', ['a', 'b'], 'c=a%20b'],
    ['pipeDelimited', 'style: pipeDelimited', ['a', 'b'], 'c=a%7Cb'],
    ['an object', '', { r: 1, g: 2 }, 'r=1&g=2'],
    ['an object that is not exploded', 'explode: false', { r: 1, g: 2 }, 'c=r,1,g,2'],
    ['deepObject', 'style: deepObject, explode: true', { r: 1, g: 2 }, 'c%5Br%5D=1&c%5Bg%5D=2'],
    ['one value for a list', 'schema: { type: array }', 'a', 'c=a'],
    ['content JSON', 'content: { application/json: {} }', { r: [1] }, 'c=%7B%22r%22%3A%5B1%5D%7D'],
    ['null as nothing', '', null, ''],
    ['an empty list as nothing', 'explode: false', [], ''],
  ])('C10 writes %s in the query', async (_name, parameter, value, expected) => {
    const { sent } = await call(query(parameter), 'go', { c: value });
    expect(sent.url.search).toBe(expected === '' ? '' : `?${expected}`);
  });

  it.each<[string, Json, string]>([
    ['style: simple', 'a/b', 'a%2Fb'],
    ['style: simple', ['a', 'b'], 'a,b'],
    ['style: simple, explode: true', { r: 1, g: 2 }, 'r=1,g=2'],
    ['style: simple', { r: 1, g: 2 }, 'r,1,g,2'],
    ['style: label', ['a', 'b'], '.a,b'],
    ['style: label, explode: true', ['a', 'b'], '.a.b'],
    ['style: matrix', 'a', ';c=a'],
    ['style: matrix', ['a', 'b'], ';c=a,b'],
    ['style: matrix, explode: true', ['a', 'b'], ';c=a;c=b'],
    ['style: matrix, explode: true', { r: 1, g: 2 }, ';r=1;g=2'],
  ])('C10 writes %s of %j in the path', async (style, value, expected) => {
    const document = api3(`parameters: [{ name: c, in: path, required: true, ${style} }]`, '/things/{c}/x');
    expect((await call(document, 'go', { c: value })).sent.url.href).toBe(
      `https://api.example/v1/things/${expected}/x`,
    );
  });

  it('C10 writes headers and cookies', async () => {
    const document = api3(
      'parameters: [{ name: X-Tags, in: header }, { name: s, in: cookie }, { name: t, in: cookie }]',
    );
    const { headers } = (await call(document, 'go', { 'X-Tags': ['a', 'b c'], s: 'x y', t: 1 })).sent;
    expect(headers).toMatchObject({ 'x-tags': 'a,b c', cookie: 's=x%20y; t=1' });
  });

  it.each([
    ['csv', 'c=a,b'],
    ['ssv', 'c=a%20b'],
    ['tsv', 'c=a%09b'],
    ['pipes', 'c=a%7Cb'],
    ['multi', 'c=a&c=b'],
  ])('C10 writes collectionFormat %s', async (format, expected) => {
    const document = api2(`parameters: [{ name: c, in: query, type: array, collectionFormat: ${format} }]`);
    expect((await call(document, 'go', { c: ['a', 'b'] })).sent.url.search).toBe(`?${expected}`);
  });

  it('C10 follows references, and lets an operation replace a parameter of its path', async () => {
    const document = `
openapi: 3.0.0
servers: [{ url: https://api.example }]
paths:
  /a~b/{id}:
    parameters: [{ $ref: '#/components/parameters/id' }, { name: q, in: query, required: true }]
    get: { operationId: go, parameters: [{ name: q, in: query, style: pipeDelimited }] }
components: { parameters: { id: { name: id, in: path, required: true } } }`;
    const { url } = (await call(document, 'go', { id: 1, q: [1, 2] })).sent;
    expect(url.href).toBe('https://api.example/a~b/1?q=1%7C2');
  });

  it.each<[string, JsonObject, string]>([
    ['a required one that is missing', {}, 'go needs the query parameter c'],
    ['a required one that is null', { c: null }, 'go needs the query parameter c'],
    ['one that is not there', { c: 1, colour: 2 }, 'go has no parameter colour; there are c'],
    ['a nested value without a style for it', { c: [[1]] }, 'a nested value of c'],
  ])('C10 refuses %s', async (_name, given, why) => {
    const problem = await problemOf(query('required: true'), 'go', given);
    expect(problem).toMatchObject({ kind: 'validation', status: 400 });
    expect(problem.detail).toContain(why);
  });

  it.each(['', '.', '..', []])(
    'C10 refuses %j in a path, where it would name something else',
    async (value) => {
      const document = api3('parameters: [{ name: c, in: path, required: true }]', '/things/{c}');
      expect((await problemOf(document, 'go', { c: value })).detail).toContain(
        'the path parameter c cannot be',
      );
    },
  );

  it('C10 refuses a header that would break the request', async () => {
    const document = api3('parameters: [{ name: X-A, in: header }]');
    expect((await problemOf(document, 'go', { 'X-A': 'a\r\nb: c' })).kind).toBe('configuration');
  });
});

describe('the body', () => {
  const body = (content: string, more = '') => api3(`requestBody: { ${more} content: { ${content} } }`);
  const json =
    'application/json: { schema: { type: object, required: [a], properties: { a: {}, id: { readOnly: true } } } }';

  it('C10 is made of what is no parameter', async () => {
    const document = api3(`parameters: [{ name: q, in: query }], requestBody: { content: { ${json} } }`);
    const { sent } = await call(document, 'go', { q: 1, a: 2, b: [3] });
    expect([sent.url.search, text(sent), sent.headers['content-type']]).toEqual([
      '?q=1',
      '{"a":2,"b":[3]}',
      'application/json',
    ]);
  });

  it('C10 is given whole as `body`', async () => {
    expect(text((await call(body('application/json: {}'), 'go', { body: ['x'] })).sent)).toBe('["x"]');
  });

  it('C10 is JSON for a text too, where the operation takes JSON', async () => {
    expect(text((await call(body('application/json: {}'), 'go', { body: 'x' })).sent)).toBe('"x"');
  });

  it('C10 is given whole by the name that a Swagger document has for it', async () => {
    const document = api2('parameters: [{ name: pet, in: body, schema: { type: object } }]');
    expect(text((await call(document, 'go', { pet: { name: 'Rex' } })).sent)).toBe('{"name":"Rex"}');
  });

  it('C10 prefers JSON to a form, and a form to bytes', async () => {
    const types = (list: string[]) => body(list.map((type) => `'${type}': {}`).join(', '));
    const sentAs = async (...list: string[]) =>
      (await call(types(list), 'go', { a: 1 })).sent.headers['content-type'];
    expect(await sentAs('image/png', 'application/x-www-form-urlencoded', 'application/problem+json')).toBe(
      'application/problem+json',
    );
    expect(await sentAs('image/png', 'application/x-www-form-urlencoded')).toBe(
      'application/x-www-form-urlencoded',
    );
  });

  it('C10 is a form, each field as its encoding says', async () => {
    const document = body(
      'application/x-www-form-urlencoded: { schema: { properties: { a: {}, b: { type: array }, o: {}, j: {} } }, ' +
        'encoding: { b: { style: pipeDelimited }, j: { contentType: application/json } } }',
    );
    const { sent } = await call(document, 'go', { a: 'x y', b: [1, 2], o: { r: 1 }, j: [1] });
    expect(text(sent)).toBe('a=x%20y&b=1%7C2&r=1&j=%5B1%5D');
  });

  it('C10 is a form of Swagger’s formData', async () => {
    const document = api2(
      'parameters: [{ name: a, in: formData, type: string, required: true }, { name: b, in: formData, type: array }]',
    );
    expect(text((await call(document, 'go', { a: 'x', b: [1, 2] })).sent)).toBe('a=x&b=1,2');
  });

  it('C10 is a multipart form with files, which are base64 in the workflow', async () => {
    const document = api2(
      'parameters: [{ name: note, in: formData, type: string }, { name: photo, in: formData, type: file }]',
    );
    const photo = Buffer.from([0, 255, 13, 10]).toString('base64');
    const { sent } = await call(document, 'go', { note: 'hi', photo });
    const form = await new Response(Buffer.from(text(sent), 'latin1'), { headers: sent.headers }).formData();
    const file = form.get('photo');
    if (file === null || typeof file === 'string') throw new Error('the photo is no file');
    expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([0, 255, 13, 10]);
    expect(form.get('note')).toBe('hi');
  });

  it('C10 is a multipart form with parts typed as the encoding says', async () => {
    const document = body(
      'multipart/form-data: { schema: { properties: { meta: { type: object }, raw: { type: string, format: binary } } }, ' +
        'encoding: { raw: { contentType: image/png } } }',
    );
    const sent = text((await call(document, 'go', { meta: { a: 1 }, raw: 'AAE=' })).sent);
    expect(sent).toContain('name="meta"\r\nContent-Type: application/json\r\n\r\n{"a":1}');
    expect(sent).toContain('name="raw"; filename="raw"\r\nContent-Type: image/png\r\n\r\n\u0000\u0001');
  });

  it('C10 is text, or bytes from base64, where the operation takes that', async () => {
    expect(text((await call(body('text/csv: {}'), 'go', { body: 'a;b' })).sent)).toBe('a;b');
    const { sent } = await call(body('application/pdf: {}'), 'go', { body: '/wA=' });
    expect([text(sent), sent.headers['content-type']]).toEqual(['\u00ff\u0000', 'application/pdf']);
  });

  it('C10 is not needed unless it is required', async () => {
    expect((await call(body(json), 'go')).sent.body).toBeUndefined();
  });

  it.each<[string, string, JsonObject, string]>([
    ['one that is required and missing', body(json, 'required: true,'), {}, 'go needs a body'],
    ['one without a required member', body(json), { b: 1 }, 'go needs a in its body'],
    ['members beside the whole', body(json), { body: {}, a: 1 }, 'no place for a beside body'],
    ['members of a text', body('text/plain: {}'), { a: 1 }, 'go has no parameter a; there are body'],
    [
      'members of a list',
      body('application/json: { schema: { type: array } }'),
      { a: 1 },
      'go has no parameter a; there are body',
    ],
    ['bytes that are no base64', body('image/png: {}'), { body: 'no base64' }, 'body must be base64'],
    [
      'a form that is no map',
      body('application/x-www-form-urlencoded: {}'),
      { body: 'a' },
      'body must be a map',
    ],
    [
      'a member that a closed schema does not have',
      body(
        'application/json: { schema: { allOf: [{ properties: { name: {} }, additionalProperties: false }] } }',
      ),
      { nmae: 1 },
      'did you mean name?',
    ],
  ])('C10 refuses %s', async (_name, document, given, why) => {
    const problem = await problemOf(document, 'go', given);
    expect(problem.kind).toBe('validation');
    expect(problem.detail).toContain(why);
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
