import { describe, expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import { componentKey, readMessage } from './message.ts';
import { member, rootOf } from './reference.ts';
import { openDocument } from './sources.ts';

function read(message: Json, options: { readonly major?: 2 | 3; readonly components?: Json } = {}) {
  const { major = 3, components = {} } = options;
  const document = openDocument(
    { path: 'a.yaml', text: JSON.stringify({ asyncapi: '3.0.0', message, components }) },
    new Map(),
  );
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const { sources } = document;
  const place = member(rootOf(document.root), 'message');
  const context = { sources, major, defaultContentType: 'application/json', report };
  return { ...readMessage(place, 'theKey', context), key: componentKey(place, sources), diagnostics };
}

const headers = (name: string, schema: Json) => ({ type: 'object', properties: { [name]: schema } });

describe('the CloudEvent type of a message', () => {
  it('is x-cloudevent-type before everything else', () => {
    const message = {
      'x-cloudevent-type': 'first',
      name: 'last',
      headers: headers('ce_type', { const: 'second' }),
    };
    expect(read(message).eventType).toBe('first');
  });

  it.each(['ce_type', 'ce-type', 'type'])('is the constant of the header %s', (header) => {
    expect(read({ name: 'n', headers: headers(header, { const: 'from.header' }) }).eventType).toBe(
      'from.header',
    );
  });

  it('is the only value a header may have', () => {
    expect(read({ headers: headers('ce_type', { enum: ['only'] }) }).eventType).toBe('only');
  });

  it('is not guessed from a header with several values', () => {
    expect(read({ name: 'n', headers: headers('ce_type', { enum: ['one', 'two'] }) }).eventType).toBe('n');
  });

  it('is found in headers behind $ref and allOf', () => {
    const components = {
      headers: headers('ce_type', { $ref: '#/components/type' }),
      type: { const: 'deep' },
    };
    const message = { headers: { allOf: [{ type: 'object' }, { $ref: '#/components/headers' }] } };
    expect(read(message, { components }).eventType).toBe('deep');
  });

  it('is found in headers with a schema format of their own', () => {
    const wrapped = {
      schemaFormat: 'application/schema+json;version=draft-07',
      schema: headers('ce_type', { const: 'wrapped' }),
    };
    expect(read({ headers: wrapped }).eventType).toBe('wrapped');
  });

  it('is the constant type of the payload of a structured event', () => {
    const payload = { properties: { type: { const: 'structured' }, data: { type: 'object' } } };
    expect(read({ contentType: 'application/cloudevents+json', payload }).eventType).toBe('structured');
  });

  it('is not taken from a payload that is no structured event', () => {
    expect(read({ payload: { properties: { type: { const: 'a field' } } } }).eventType).toBe('theKey');
  });

  it("is the message's name where nothing else says it", () => {
    expect(read({ name: 'named' }).eventType).toBe('named');
  });

  it("is the message's key where it has no name", () => {
    expect(read({}).eventType).toBe('theKey');
  });
});

describe('a message', () => {
  it('takes over from its traits what it does not say, in AsyncAPI 3', () => {
    const traits = [{ name: 'earlier', title: 'earlier' }, { title: 'later' }];
    expect(read({ contentType: 'text/plain', traits })).toMatchObject({
      name: 'earlier',
      title: 'later',
      contentType: 'text/plain',
    });
    expect(read({ title: 'own', traits }).title).toBe('own');
  });

  it('is overruled by its traits in AsyncAPI 2', () => {
    expect(read({ title: 'own', traits: [{ title: 'trait' }] }, { major: 2 }).title).toBe('trait');
  });

  it('has the default content type of the document', () => {
    expect(read({}).contentType).toBe('application/json');
  });

  it('of a structured event has the schema of its data', () => {
    const payload = { properties: { data: { type: 'object' }, datacontenttype: { const: 'text/json' } } };
    expect(read({ contentType: 'application/cloudevents+json; charset=utf-8', payload })).toMatchObject({
      payload: { type: 'object' },
      contentType: 'text/json',
    });
  });

  it('knows the key of the component it is', () => {
    expect(read({ $ref: '#/components/Order' }, { components: { Order: {} } }).key).toBe('Order');
    expect(read({}).key).toBe(undefined);
  });

  it('may be empty', () => {
    expect(read({ $ref: '#/components/Empty' }, { components: { Empty: null } }).diagnostics).toEqual([]);
  });

  it('accepts JSON Schema by name, with the schema beside the format in AsyncAPI 2', () => {
    const message = { schemaFormat: 'application/schema+json;version=draft-07', payload: { type: 'string' } };
    expect(read(message, { major: 2 })).toMatchObject({ payload: { type: 'string' }, diagnostics: [] });
  });

  it('leaves payloads of another schema language unchecked, and says so', () => {
    const message = { schemaFormat: 'application/vnd.apache.avro', payload: { type: 'record' } };
    const { payload, diagnostics } = read(message, { major: 2 });
    expect([payload, diagnostics.map(({ severity }) => severity)]).toEqual([undefined, ['warning']]);
  });
});
