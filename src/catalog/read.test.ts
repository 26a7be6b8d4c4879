import { describe, expect, it } from 'vitest';
import { readService } from './index.ts';

const header = ['asyncapi: 3.0.0', 'info:', '  title: Orders', "  version: '1'"];

function read(lines: readonly string[], others: Readonly<Record<string, string>> = {}) {
  const file = { path: 'catalog/orders.yaml', text: lines.join('\n') };
  return readService({ file, files: new Map([[file.path, file.text], ...Object.entries(others)]) });
}

/** `file:line:column code` of each diagnostic. */
async function found(lines: readonly string[], others?: Readonly<Record<string, string>>) {
  const { diagnostics } = await read(lines, others);
  return diagnostics.map(({ file, position, code }) => `${file}:${position.line}:${position.column} ${code}`);
}

const withPayload = (payload: string) => [
  ...header,
  'channels:',
  '  inbox:',
  '    messages:',
  '      Order:',
  `        payload: ${payload}`,
];

describe('readService', () => {
  it('reads the info of a document', async () => {
    const { service } = await read([...header, '  description: Takes orders', 'channels: {}']);
    expect(service).toMatchObject({
      file: 'orders.yaml',
      title: 'Orders',
      version: '1',
      description: 'Takes orders',
      asyncapi: '3.0.0',
      channels: [],
      operations: [],
      servers: [],
    });
  });

  it('reads JSON', async () => {
    const document = { asyncapi: '3.0.0', info: { title: 'J', version: '1' } };
    expect((await read([JSON.stringify(document)])).service?.title).toBe('J');
  });

  it('is silent about what is only advised', async () => {
    expect(await found([...header, 'channels: {}'])).toEqual([]);
  });

  it('places what is wrong, all of it at once', async () => {
    const lines = [
      'asyncapi: 3.0.0',
      'info:',
      '  title: 5',
      "  version: '1'",
      'channels:',
      '  a:',
      '    address: 7',
    ];
    const places = await found(lines);
    expect(places).toContain('catalog/orders.yaml:3:10 asyncapi-document-resolved');
    expect(places.some((place) => place.startsWith('catalog/orders.yaml:7:'))).toBe(true);
  });

  it('gives no service when there is an error', async () => {
    expect((await read(['asyncapi: 3.0.0', 'info: {}'])).service).toBe(undefined);
  });

  it('refuses a version of AsyncAPI that does not exist', async () => {
    const { service, diagnostics } = await read(['asyncapi: 4.0.0', 'info: {title: a, version: b}']);
    expect([service, diagnostics.length > 0]).toEqual([undefined, true]);
  });

  it('reports broken YAML by place and says no more', async () => {
    expect(await found([...header, 'channels: [a'])).toEqual([
      expect.stringMatching(/^catalog\/orders.yaml:\d+:\d+ yaml-syntax$/),
    ]);
  });

  it('refuses a second document in the file', async () => {
    expect(await found([...header, '---', 'a: 1'])).toEqual(['catalog/orders.yaml:6:1 second-document']);
  });

  it('refuses a payload schema that does not compile', async () => {
    const places = await found(withPayload('{ type: string, pattern: "(" }'));
    expect(places).toContain('catalog/orders.yaml:9:18 payload-schema');
  });

  it('warns about payloads in another schema language', async () => {
    const { service, diagnostics } = await read(
      withPayload('{ schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: { type: string } }'),
    );
    expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toContain('warning schema-format');
    expect(service?.channels[0]?.messages[0]).not.toHaveProperty('payload');
  });
});

describe('$ref', () => {
  const withMessage = (reference: string) => [
    ...header,
    'channels:',
    '  inbox:',
    '    messages:',
    '      Order:',
    `        $ref: '${reference}'`,
  ];
  const messages = 'Order:\n  payload:\n    $ref: "./schemas.yaml#/order"\n';
  const schemas = 'order: { type: object, properties: { no: { $ref: "#/no" } } }\nno: { type: string }\n';

  it('leads over files to files, each relative to the one it stands in', async () => {
    const { service, files } = await read(withMessage('../common/messages.yaml#/Order'), {
      'common/messages.yaml': messages,
      'common/schemas.yaml': schemas,
    });
    expect(service?.channels[0]?.messages[0]?.payload).toEqual({
      type: 'object',
      properties: { no: { $ref: '#/$defs/no' } },
      $defs: { no: { type: 'string' } },
    });
    expect(files).toEqual(['catalog/orders.yaml', 'common/messages.yaml', 'common/schemas.yaml']);
  });

  it('may go round in a circle inside a schema', async () => {
    const { service, diagnostics } = await read(withMessage('messages.yaml#/Order'), {
      'catalog/messages.yaml':
        'Order: { payload: { properties: { parent: { $ref: "#/Order/payload" } } } }\n',
    });
    expect(diagnostics).toEqual([]);
    expect(service?.channels[0]?.messages[0]?.payload).toEqual({ properties: { parent: { $ref: '#' } } });
  });

  it.each([
    ['https://example.com/messages.yaml#/Order', 'ref-outside'],
    ['//example.com/messages.yaml#/Order', 'ref-outside'],
    ['file:///etc/passwd', 'ref-outside'],
    ['/etc/passwd', 'ref-outside'],
    ['../../../../etc/passwd', 'ref-missing-file'],
    ['messages.yaml#/Order', 'ref-missing-file'],
    ['#/components/messages/Order', 'ref-dangling'],
    ['#/channels/inbox/messages/Order', 'ref-dangling'],
  ])('%s is refused as %s, and nothing is read', async (reference, code) => {
    expect(await found(withMessage(reference))).toEqual([`catalog/orders.yaml:9:9 ${code}`]);
  });

  it('is placed in the file it stands in', async () => {
    const others = { 'catalog/messages.yaml': 'Order:\n  payload:\n    $ref: "#/missing"\n' };
    expect(await found(withMessage('messages.yaml#/Order'), others)).toEqual([
      'catalog/messages.yaml:3:5 ref-dangling',
    ]);
  });

  it('names a file that is broken itself', async () => {
    const others = { 'catalog/messages.yaml': 'Order: [\n' };
    expect(await found(withMessage('messages.yaml#/Order'), others)).toContainEqual(
      expect.stringMatching(/^catalog\/messages.yaml:\d+:\d+ yaml-syntax$/),
    );
  });
});

describe('the hash', () => {
  const lines = [...header, 'channels: { a: { messages: { m: { $ref: "./m.yaml#/m" } } } }'];
  const hashWith = async (text: string) => (await read(lines, { 'catalog/m.yaml': text })).service?.hash;

  it('is the same for the same texts', async () => {
    expect(await hashWith('m: { name: a }')).toBe(await hashWith('m: { name: a }'));
  });

  it('changes with a file that is referred to', async () => {
    expect(await hashWith('m: { name: a }')).not.toBe(await hashWith('m: { name: b }'));
  });
});
