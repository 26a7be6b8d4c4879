import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../json/json.ts';
import { api2, api3, call, problemOf, query } from './testbed.ts';

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
