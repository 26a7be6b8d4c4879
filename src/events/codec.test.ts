import { HTTP, CloudEvent as SdkEvent } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../problem/failure.ts';
import { decodeHttp, type HttpMessage } from './codec.ts';
import { maxEventBytes } from './limits.ts';

const required = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/store', 'ce-type': 'order' };
const event = { specversion: '1.0', id: '1', source: '/store', type: 'order' };

function message(headers: HttpMessage['headers'], body: string | Buffer = ''): HttpMessage {
  return { headers, body: Buffer.from(body) };
}

function binary(headers: HttpMessage['headers'], body: string | Buffer = '') {
  return decodeHttp(message({ ...required, ...headers }, body));
}

function structured(json: unknown, contentType = 'application/cloudevents+json') {
  return decodeHttp(message({ 'content-type': contentType }, JSON.stringify(json)));
}

async function failureOf(decoding: Promise<unknown>): Promise<Failure> {
  return decoding.then(
    () => expect.fail('it was decoded'),
    (error: Failure) => error,
  );
}

describe('decodeHttp in binary mode', () => {
  it('reads attributes and extensions whatever the case of the header names', async () => {
    const headers = {
      'Ce-Specversion': '1.0',
      'CE-ID': '1',
      'Ce-Source': '/store',
      'ce-type': 'order',
      'Ce-Traceparent': '00-1',
    };
    expect(await decodeHttp(message(headers))).toEqual([{ ...event, traceparent: '00-1' }]);
  });

  it('invents no time', async () => {
    expect(await binary({})).toEqual([event]);
  });

  it('keeps the time as it was written', async () => {
    expect(await binary({ 'ce-time': '2018-04-05T03:56:24.123456+02:00' })).toMatchObject([
      { time: '2018-04-05T03:56:24.123456+02:00' },
    ]);
  });

  it.each([
    ['application/json', '{"a":[1,"x",null]}', { a: [1, 'x', null] }],
    ['application/json; charset=utf-8', '"text"', 'text'],
    ['application/json;charset=UTF-8', '42', 42],
    ['APPLICATION/JSON', 'true', true],
    ['text/json', 'null', null],
    ['application/vnd.order+json', '{"a":1}', { a: 1 }],
    ['application/json', '\ufeff{"a":1}', { a: 1 }],
    ['text/plain', '{"a":1}', '{"a":1}'],
    ['application/xml; charset=utf-8', '<m>🌎</m>', '<m>🌎</m>'],
    ['application/order; charset=utf-8', 'text', 'text'],
  ])('reads %s %j as data', async (contentType, body, data) => {
    expect(await binary({ 'content-type': contentType }, body)).toEqual([
      { ...event, datacontenttype: contentType, data },
    ]);
  });

  it('reads text in the charset that is declared', async () => {
    const body = Buffer.from([0x67, 0xfc, 0x6e]);
    const [read] = await binary({ 'content-type': 'text/plain; charset="iso-8859-1"' }, body);
    expect(read?.['data']).toBe('gün');
  });

  it.each([
    'application/octet-stream',
    'image/png',
    'text/plain; charset=utf-8',
    'text/plain; charset=klingon',
  ])('keeps bytes of %s that are no text as base64', async (contentType) => {
    const body = Buffer.from([0, 255, 254, 1]);
    expect(await binary({ 'content-type': contentType }, body)).toEqual([
      { ...event, datacontenttype: contentType, data_base64: body.toString('base64') },
    ]);
  });

  it('reads a body without a content type as JSON where it is JSON', async () => {
    expect(await binary({}, '{"a":1}')).toEqual([{ ...event, data: { a: 1 } }]);
  });

  it('keeps a body without a content type that is no JSON as base64', async () => {
    expect(await binary({}, 'a=1')).toEqual([
      { ...event, data_base64: Buffer.from('a=1').toString('base64') },
    ]);
  });

  it('decodes percent sequences and quotes of header values', async () => {
    const headers = { 'ce-subject': 'caf%C3%A9 %22x%22', 'ce-note': '"a \\"b\\""' };
    expect(await binary(headers)).toMatchObject([{ subject: 'café "x"', note: 'a "b"' }]);
  });

  it('keeps a value whose percent signs mean nothing', async () => {
    expect(await binary({ 'ce-subject': '100%' })).toMatchObject([{ subject: '100%' }]);
  });

  it('keeps a source that only its percent sequences make a URI', async () => {
    expect(await binary({ 'ce-source': '/a%20b' })).toMatchObject([{ source: '/a%20b' }]);
  });

  it.each([
    ['ce-id', '"id" is missing'],
    ['ce-specversion', '"specversion" is missing'],
    ['ce-source', '"source" is missing'],
    ['ce-type', '"type" is missing'],
  ])('refuses a message without %s', async (header, why) => {
    const headers = Object.fromEntries(Object.entries(required).filter(([name]) => name !== header));
    const failure = await failureOf(decodeHttp(message(headers)));
    expect(failure).toMatchObject({ code: 'invalid-event', message: expect.stringContaining(why) });
  });

  it.each([
    [{ 'ce-specversion': '0.3' }, '"specversion" is "0.3"'],
    [{ 'ce-id': '' }, '"id" is empty'],
    [{ 'ce-time': 'yesterday' }, '"time" is not an RFC 3339'],
    [{ 'ce-my_ext': 'a' }, '"my_ext" has a name'],
    [{ 'ce-data': '{}' }, '"data" cannot be a header'],
    [{ 'ce-datacontenttype': 'text/plain' }, '"datacontenttype" cannot be a header'],
  ])('refuses the headers %j', async (headers, why) => {
    expect((await failureOf(binary(headers))).message).toContain(why);
  });

  it('refuses content that is not the JSON it claims to be', async () => {
    const failure = await failureOf(binary({ 'content-type': 'application/json' }, '{"a":'));
    expect(failure).toMatchObject({ code: 'invalid-event', message: expect.stringContaining('"data"') });
  });

  it('refuses a message that is no event', async () => {
    const failure = await failureOf(decodeHttp(message({ 'content-type': 'application/json' }, '{}')));
    expect(failure.message).toContain('neither ce- headers nor');
  });

  it('reads what the SDK sends', async () => {
    const sent = new SdkEvent({ ...event, time: '2020-01-01T00:00:00.000Z', ext: 'x', data: { a: 1 } });
    const { headers, body } = HTTP.binary(sent);
    expect(await decodeHttp({ headers: Object(headers), body: Buffer.from(String(body)) })).toEqual([
      {
        ...event,
        time: '2020-01-01T00:00:00.000Z',
        ext: 'x',
        data: { a: 1 },
        datacontenttype: 'application/json; charset=utf-8',
      },
    ]);
  });
});

describe('decodeHttp in structured mode', () => {
  it.each([
    'application/cloudevents+json',
    'application/cloudevents+json; charset=utf-8',
    'application/cloudevents+json;charset=UTF-8',
    'Application/CloudEvents+JSON',
  ])('reads %s', async (contentType) => {
    const sent = { ...event, time: '2018-04-05T03:56:24+02:00', ext: true, data: 0 };
    expect(await structured(sent, contentType)).toEqual([sent]);
  });

  it('keeps binary data', async () => {
    expect(await structured({ ...event, data_base64: 'AP8=' })).toEqual([{ ...event, data_base64: 'AP8=' }]);
  });

  it('names the attribute that is wrong', async () => {
    expect((await failureOf(structured({ ...event, id: '' }))).message).toContain('"id" is empty');
  });

  it('refuses what is not JSON', async () => {
    const body = message({ 'content-type': 'application/cloudevents+json' }, '{');
    expect((await failureOf(decodeHttp(body))).message).toContain('not JSON');
  });

  it.each(['application/cloudevents+xml', 'application/cloudevents+avro'])(
    'refuses %s by name',
    async (type) => {
      expect((await failureOf(structured(event, type))).message).toContain(type);
    },
  );
});

describe('decodeHttp in batched mode', () => {
  const batch = 'application/cloudevents-batch+json';

  it('reads every event in order', async () => {
    const second = { ...event, id: '2', data: null };
    expect(await structured([event, second], batch)).toEqual([event, second]);
  });

  it('reads an empty batch', async () => {
    expect(await structured([], batch)).toEqual([]);
  });

  it('names the event that is wrong', async () => {
    const failure = await failureOf(structured([event, { ...event, type: '' }], batch));
    expect(failure).toMatchObject({
      code: 'invalid-event',
      message: expect.stringContaining('event 2 of the batch'),
    });
  });

  it('refuses a batch that is no array', async () => {
    expect((await failureOf(structured(event, batch))).message).toContain('JSON array');
  });
});

it('refuses a message above the limit', async () => {
  const body = Buffer.alloc(maxEventBytes + 1, 0x20);
  expect(await failureOf(binary({ 'content-type': 'text/plain' }, body))).toMatchObject({
    code: 'too-large',
  });
});

it('takes a message of exactly the limit', async () => {
  const [read] = await binary({ 'content-type': 'text/plain' }, Buffer.alloc(maxEventBytes, 0x61));
  expect(String(read?.['data'])).toHaveLength(maxEventBytes);
});
