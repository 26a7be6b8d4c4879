import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json.ts';
import { api2, api3, call, problemOf, text } from './testbed.ts';

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
