import { describe, expect, it } from 'vitest';
import { Failure } from '../problem/failure.ts';
import { maxAttributeLength, maxAttributes, maxDataDepth } from './limits.ts';
import { newCloudEvent, parseCloudEvent } from './parse.ts';

const minimal = { specversion: '1.0', id: '1', source: 'store/order', type: 'online.store.newOrder' };

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe('parseCloudEvent', () => {
  it('keeps every attribute, extension and value as sent', () => {
    const event = {
      ...minimal,
      time: '2018-04-05T03:56:24.123456789+02:00',
      subject: 'a b',
      dataschema: 'https://example.com/order#1',
      datacontenttype: 'application/json',
      sequence: '007',
      sampled: false,
      priority: -3,
      empty: '',
      data: { __proto__x: 1, list: [null, 0, '', false] },
    };
    expect(parseCloudEvent(event)).toEqual(event);
  });

  it.each([[null], [0], [false], [''], [[]], [{}]])('keeps the data %j', (data) => {
    expect(parseCloudEvent({ ...minimal, data })).toEqual({ ...minimal, data });
  });

  it('takes an attribute that is null for absent', () => {
    expect(parseCloudEvent({ ...minimal, subject: null, myext: null })).toEqual(minimal);
  });

  it('keeps the bytes of data_base64', () => {
    expect(parseCloudEvent({ ...minimal, data_base64: 'AAEC/w==' })['data_base64']).toBe('AAEC/w==');
  });

  it.each([
    ['specversion', { specversion: '0.3' }, 'is "0.3", not "1.0"'],
    ['specversion', { specversion: 1 }, 'is 1, not "1.0"'],
    ['id', { id: '' }, 'is empty'],
    ['id', { id: 7 }, 'is not a text'],
    ['id', { id: 'x'.repeat(maxAttributeLength + 1) }, 'is longer than'],
    ['type', { type: 'a\u0007b' }, 'holds control characters'],
    ['type', { type: 'a\ud800' }, 'is not valid Unicode'],
    ['source', { source: 'my source' }, 'is not a URI reference'],
    ['source', { source: '/a%zz' }, 'is not a URI reference'],
    ['dataschema', { dataschema: 'order.json' }, 'is not an absolute URI'],
    ['subject', { subject: '' }, 'is empty'],
    ['time', { time: '2018-04-05' }, 'is not an RFC 3339 date and time'],
    ['time', { time: '2023-02-30T00:00:00Z' }, 'is not an RFC 3339 date and time'],
    ['time', { time: '2023-02-03T24:00:00Z' }, 'is not an RFC 3339 date and time'],
    ['data', { data: Number.NaN }, 'holds a number that JSON cannot carry'],
    ['data', { data: { call: () => 1 } }, 'holds a value that JSON cannot carry'],
    ['data', { data: nested(maxDataDepth + 1) }, 'nests deeper than'],
    ['data_base64', { data_base64: 'a' }, 'is not base64 text'],
    ['data_base64', { data: 1, data_base64: 'AAAA' }, 'stands beside data'],
    ['myExt', { myExt: 'a' }, 'has a name with other characters'],
    ['__proto__', JSON.parse('{"__proto__": "a"}'), 'has a name with other characters'],
    ['myext', { myext: { a: 1 } }, 'is not a text, an integer or a boolean'],
    ['myext', { myext: 1.5 }, 'is not a text, an integer or a boolean'],
  ])('refuses a wrong %s: %j', (name, change, why) => {
    const event = Object.defineProperties({ ...minimal }, Object.getOwnPropertyDescriptors(change));
    expect(() => parseCloudEvent(event)).toThrow(`the event's attribute "${name}" ${why}`);
  });

  it.each(['specversion', 'id', 'source', 'type'])('refuses an event without %s', (name) => {
    const event = Object.fromEntries(Object.entries(minimal).filter(([key]) => key !== name));
    expect(() => parseCloudEvent(event)).toThrow(`attribute "${name}" is missing`);
  });

  it('takes data as deep as the limit', () => {
    const data = nested(maxDataDepth);
    expect(parseCloudEvent({ ...minimal, data })['data']).toEqual(data);
  });

  it('refuses more attributes than the limit', () => {
    const many = Object.fromEntries(Array.from({ length: maxAttributes }, (_, index) => [`a${index}`, 1]));
    expect(() => parseCloudEvent({ ...minimal, ...many })).toThrow(`more than ${maxAttributes} attributes`);
  });

  it.each([[null], ['text'], [[minimal]]])('refuses %j, which is no object', (value) => {
    expect(() => parseCloudEvent(value)).toThrow(Failure);
  });
});

describe('newCloudEvent', () => {
  const defaults = { id: 'given', now: Date.UTC(2026, 0, 2) };

  it('fills in what is not given', () => {
    expect(newCloudEvent({ type: 'a', source: '/b', data: { c: 1 } }, defaults)).toEqual({
      specversion: '1.0',
      id: 'given',
      source: '/b',
      type: 'a',
      time: '2026-01-02T00:00:00.000Z',
      datacontenttype: 'application/json',
      data: { c: 1 },
    });
  });

  it('keeps what is given', () => {
    const event = newCloudEvent(
      { type: 'a', source: '/b', id: 'mine', time: '2020-01-01T00:00:00Z' },
      defaults,
    );
    expect(event).toMatchObject({ id: 'mine', time: '2020-01-01T00:00:00Z' });
  });

  it('declares no content type for an event without data', () => {
    expect(newCloudEvent({ type: 'a', source: '/b' }, defaults)).not.toHaveProperty('datacontenttype');
  });

  it('refuses what is no event', () => {
    expect(() => newCloudEvent({ type: '', source: '/b' }, defaults)).toThrow('"type" is empty');
  });
});
