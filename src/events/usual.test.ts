import { describe, expect, it } from 'vitest';
import { Choice } from '../../test/jq/choice.ts';
import { Failure } from '../problem/failure.ts';
import { decodeAny, type HttpMessage } from './codec.ts';
import { decodeUsual } from './usual.ts';

const required = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/store', 'ce-type': 'order' };

function message(headers: HttpMessage['headers'], body = ''): HttpMessage {
  return { headers, body: Buffer.from(body) };
}

/** The event as JSON text, so that the order of its members counts, or why there is none. */
async function outcome(decode: () => unknown): Promise<string> {
  try {
    return JSON.stringify(await decode());
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('decodeUsual', () => {
  it.each([
    ['binary mode', message({ ...required, 'content-type': 'application/json' }, '{"a":1}')],
    ['binary mode without data', message(required)],
    [
      'structured mode',
      message(
        { 'content-type': 'application/cloudevents+json' },
        '{"specversion":"1.0","id":"1","source":"/s","type":"t"}',
      ),
    ],
  ])('reads %s', (_, usual) => {
    expect(decodeUsual(usual)).toBeDefined();
  });

  it.each([
    ['a percent sequence', { ...required, 'ce-subject': 'a%20b' }],
    ['quotes', { ...required, 'ce-subject': '"a"' }],
    ['other characters than ASCII', { ...required, 'ce-subject': '\u00e9' }],
    ['an empty attribute', { ...required, 'ce-tenant': '' }],
    ['another version', { ...required, 'ce-specversion': '0.3' }],
    ['a name in capitals', { ...required, 'CE-tenant': 'acme' }],
    ['a name that the SDK knows', { ...required, 'ce-schemaurl': 'http://x' }],
    ['a repeated header', { ...required, 'ce-tenant': ['a', 'b'] }],
    ['no id', { 'ce-specversion': '1.0', 'ce-source': '/store', 'ce-type': 'order' }],
    ['a batch', { 'content-type': 'application/cloudevents-batch+json' }],
  ])('leaves %s to others', (_, headers) => {
    expect(decodeUsual(message(headers))).toBeUndefined();
  });

  it('decides as the reader of any message does, whatever the message', async () => {
    const choice = new Choice(1);
    let decided = 0;
    for (let round = 0; round < 6_000; round++) {
      const made = randomMessage(choice);
      const usual = await outcome(() => decodeUsual(made));
      if (usual === undefined) continue;
      decided += 1;
      const any = await outcome(async () => (await decodeAny(made))[0]);
      expect(usual, JSON.stringify([made.headers, made.body.toString('latin1')])).toBe(any);
    }
    expect(decided).toBeGreaterThan(1_000);
  });
});

const values = [
  ...[
    '1',
    'a b',
    'x'.repeat(8_193),
    'a/b?c=d',
    'urn:a:b',
    '/store',
    'not a uri',
    '<>',
    '~',
    '!',
    'null',
    '0',
  ],
  ...['', ' ', ' a', 'a ', 'a\tb', 'a%20b', '%', '%zz', '"q"', 'a"b', '\u00e9', '\u007f', '1.0', '0.3'],
];
const times = [
  ...[
    '2018-04-05T03:56:24Z',
    '2018-04-05T03:56:24.123456+02:00',
    '2016-12-31T23:59:60Z',
    '2018-02-30T00:00:00Z',
  ],
  ...['yesterday', '2018-04-05', '0'],
];
const types = [
  ...[
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=x',
  ],
  ...[
    'text/plain',
    'text/plain; charset=latin1',
    'image/png',
    'application/vnd.a+json',
    'application/cloudevents',
  ],
  ...['application/cloudevents+json', 'application/cloudevents+json; charset=utf-8', 'a', '', ' '],
  ...['application/cloudevents-batch+json', 'Application/CloudEvents+JSON', 'application/octet-stream'],
];
const bodies = [
  ...['', '{}', '{"a":[1,"x",null]}', '\ufeff{"a":1}', '"text"', '{', 'x', '1e999', 'null', '[]', '\u0000'],
  ...['{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"a":1}}', '{"id":"1"}'],
  ...['{"specversion":"1.0","id":"1","source":"/s","type":"t","subject":null,"Big":1}', '['.repeat(300)],
  `${'['.repeat(300)}${']'.repeat(300)}`,
];
const names = [
  ...[
    'tenant',
    'traceparent',
    '1',
    'constructor',
    'emit',
    'validate',
    'tojson',
    'tostring',
    'schemaurl',
    'a-b',
  ],
  ...['datacontenttype', 'datacontentencoding', 'data', 'data_base64', '', '__proto__', 'x'.repeat(21), 'A'],
  ...['x'.repeat(65), 'subject', 'dataschema', 'strict', 'extensions', 'event'],
];

/** Near enough to a good one that about half of them are. */
function randomMessage(choice: Choice): HttpMessage {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(required)) {
    const fate = choice.chance(0.85) ? 'as it is' : choice.of(['left out', 'other', 'other case']);
    if (fate === 'left out') continue;
    headers[fate === 'other case' ? name.toUpperCase() : name] = fate === 'other' ? choice.of(values) : value;
  }
  if (choice.chance(0.3)) headers['ce-time'] = choice.of(times);
  if (choice.chance(0.3)) headers[`ce-${choice.of(names)}`] = choice.of([...values, ['a', 'b']]);
  if (choice.chance(0.3)) headers[`ce-${choice.of(names)}`] = choice.of(values);
  if (choice.chance(0.3))
    headers[choice.of(['host', 'cookie', 'Connection', 'x-ce-id', 'CE-TENANT'])] = choice.of(values);
  if (choice.chance(0.7)) headers['content-type'] = choice.of(types);
  const body = choice.of(bodies);
  return { headers, body: Buffer.from(body, choice.of(['utf8', 'utf8', 'latin1'] as const)) };
}
