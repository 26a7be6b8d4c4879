import { describe, expect, it } from 'vitest';
import type { Json } from '../../json/json.ts';
import { decodePayload, encodePayload, readMessage } from './codec.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('payloads as bytes', () => {
  it.each<[Json, string, string]>([
    [{ a: 1 }, 'application/json', '{"a":1}'],
    ['a', 'application/vnd.x+json; v=1', '"a"'],
    ['a', 'text/plain', 'a'],
    ['<a/>', 'application/xml', '<a/>'],
    ['aGk=', 'application/octet-stream', 'hi'],
  ])('%j as %s', (payload, type, expected) => {
    expect(Buffer.from(encodePayload(payload, type)).toString()).toBe(expected);
    expect(decodePayload(bytes(expected), type)).toEqual(payload);
  });

  it.each<[Json, string]>([
    [{ a: 1 }, 'text/plain'],
    [[1], 'application/octet-stream'],
    ['no base64!', 'image/png'],
  ])('refuse %j as %s', (payload, type) => {
    expect(() => encodePayload(payload, type)).toThrow(type);
  });

  it('are text, or base64, when they are not what their type says', () => {
    expect(decodePayload(bytes('{oops'), 'application/json')).toBe('{oops');
    expect(decodePayload(Uint8Array.of(0xff, 0xfe), 'application/json')).toBe('ÿþ');
  });
});

describe('a message that came in', () => {
  const shapes = [{ contentType: 'application/json', correlationId: '$message.header#/c' }];

  it('has the correlation id of its protocol, else that of the document', () => {
    const received = { body: bytes('{}'), headers: { c: 7 } };
    expect(readMessage({ ...received, correlationId: 'own' }, shapes)).toMatchObject({
      correlationId: 'own',
    });
    expect(readMessage(received, shapes)).toMatchObject({ correlationId: '7' });
    expect(readMessage({ ...received, headers: {} }, shapes)).not.toHaveProperty('correlationId');
  });

  it('has its own content type, else that of the document', () => {
    const received = { body: bytes('1'), headers: {} };
    expect(readMessage(received, shapes)).toMatchObject({ payload: 1 });
    expect(readMessage({ ...received, contentType: 'text/plain' }, shapes)).toMatchObject({ payload: '1' });
  });

  it('is taken apart when it is a CloudEvent in its envelope', () => {
    const body = bytes(
      JSON.stringify({ specversion: '1.0', id: '1', type: 't', correlationid: 'k', data: { n: 1 } }),
    );
    const contentType = 'application/cloudevents+json; charset=utf-8';
    expect(readMessage({ body, contentType, headers: { h: 'x' } }, [])).toEqual({
      payload: { n: 1 },
      headers: { h: 'x', specversion: '1.0', id: '1', type: 't', correlationid: 'k' },
      correlationId: 'k',
    });
  });
});
