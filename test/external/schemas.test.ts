import { describe, expect, it } from 'vitest';
import { findings, folder, run, serve } from './workbench.ts';

const resource = 'schema: {resource: {endpoint: ./n.yaml}}';
const schema = 'type: object\nrequired: [n]\n';

describe('schemas in external resources', () => {
  it.each([
    ['input of the workflow', `input: {${resource}}\ndo: [{a: {set: {x: 1}}}]`],
    ['output of the workflow', `output: {${resource}}\ndo: [{a: {set: {x: 1}}}]`],
    ['input of a task', `do: [{a: {input: {${resource}}, set: {x: 1}}}]`],
    ['output of a task', `do: [{a: {output: {${resource}}, set: {x: 1}}}]`],
    ['export of a task', `do: [{a: {export: {as: ., ${resource}}, set: {x: 1}}}]`],
    [
      'input of a function',
      `use: {functions: {f: {input: {${resource}}, set: {x: 1}}}}\ndo: [{a: {call: f}}]`,
    ],
  ])('F7 validate the %s', async (_, body) => {
    const path = await folder({ 'n.yaml': schema });
    const { error } = await run(`${path}/x.yaml`, body);
    expect(error).toMatchObject({
      type: expect.stringMatching(/\/validation$/),
      detail: 'must have property "n"',
    });
  });

  it('F7 validate the output of a listen iterator', async () => {
    const path = await folder({ 'n.yaml': schema });
    const { error } = await run(
      `${path}/x.yaml`,
      `do: [{a: {listen: {to: {one: {with: {type: t}}}}, foreach: {output: {${resource}}}}}]`,
      { events: [{ specversion: '1.0', id: '1', source: '/s', type: 't', data: { x: 1 } }] },
    );
    expect(error?.detail).toBe('must have property "n"');
  });

  it('F7 come over HTTP, in JSON, with what they refer to relative to themselves', async () => {
    const { url, asked } = await serve({
      '/schemas/order.json': '{"properties": {"item": {"$ref": "parts/item.json#/$defs/item"}}}',
      '/schemas/parts/item.json': '{"$defs": {"item": {"$ref": "../name.json"}}}',
      '/schemas/name.json': '{"type": "string"}',
    });
    const body = `input: {schema: {resource: {endpoint: {uri: '${url}/schemas/order.json'}}}}\ndo: [{a: {set: {x: 1}}}]`;
    expect((await run('x.yaml', body, { input: { item: 'a' } })).status).toBe('completed');
    expect((await run('x.yaml', body, { input: { item: 1 } })).error?.detail).toBe('/item must be string');
    expect(asked.slice(0, 3)).toEqual([
      '/schemas/order.json',
      '/schemas/parts/item.json',
      '/schemas/name.json',
    ]);
  });

  it('F7 refer to others relative to their $id', async () => {
    const { url } = await serve({ '/name.json': '{"type": "string"}' });
    const path = await folder({
      'order.json': `{"$id": "${url}/order.json", "properties": {"item": {"$ref": "name.json"}}}`,
    });
    const body = 'input: {schema: {resource: {endpoint: order.json}}}\ndo: [{a: {set: {x: 1}}}]';
    expect((await run(`${path}/x.yaml`, body, { input: { item: 1 } })).error?.detail).toBe(
      '/item must be string',
    );
  });

  it('F7 of local files may refer to the network, not the other way round', async () => {
    const { url } = await serve({
      '/name.json': '{"type": "string"}',
      '/bad.json': '{"$ref": "file:///etc/passwd"}',
    });
    const path = await folder({
      'good.yaml': `properties: {item: {$ref: '${url}/name.json'}}`,
      'bad.yaml': `$ref: '${url}/bad.json'`,
    });
    const body = (file: string) =>
      `input: {schema: {resource: {endpoint: ${file}}}}\ndo: [{a: {set: {x: 1}}}]`;
    expect((await run(`${path}/x.yaml`, body('good.yaml'), { input: { item: 1 } })).error?.detail).toBe(
      '/item must be string',
    );
    expect(await findings(`${path}/x.yaml`, body('bad.yaml'))).toEqual([
      expect.stringContaining('refers to file:///etc/passwd, which cannot be read from there'),
    ]);
  });

  it('F7 that are not there are told at their place', async () => {
    const path = await folder({});
    expect(
      await findings(
        `${path}/x.yaml`,
        'input: {schema: {resource: {endpoint: no.json}}}\ndo: [{a: {set: {x: 1}}}]',
      ),
    ).toEqual([expect.stringMatching(/x\.yaml:2: \.\/no\.json was not read: there is no .*no\.json$/)]);
  });

  it('F7 cannot be computed', async () => {
    expect(
      await findings(
        'x.yaml',
        "input: {schema: {resource: {endpoint: 'https://x.test/{v}.json'}}}\ndo: [{a: {set: {x: 1}}}]",
      ),
    ).toEqual([expect.stringContaining('its address cannot be computed')]);
  });

  it.each(['draft-07', '2019-09', '2020-12'])('F6 may say their version: json:%s', async (version) => {
    const body = `input: {schema: {format: 'json:${version}', document: {required: [n]}}}\ndo: [{a: {set: {x: 1}}}]`;
    expect((await run('x.yaml', body)).error?.detail).toBe('must have property "n"');
  });

  it('F6 mean by their version what it means', async () => {
    const body = (version: string) =>
      `input: {schema: {format: 'json:${version}', document: {properties: {l: {items: [{type: string}]}}}}}\ndo: [{a: {set: {x: 1}}}]`;
    expect((await run('x.yaml', body('draft-07'), { input: { l: [1] } })).status).toBe('faulted');
    expect(await findings('x.yaml', body('2020-12'))).toEqual([expect.stringContaining('items')]);
  });

  it.each(['avro', 'xml', 'json:draft-04'])(
    'F6 of another format are refused by name: %s',
    async (format) => {
      expect(
        await findings(
          'x.yaml',
          `input: {schema: {format: '${format}', document: {}}}\ndo: [{a: {set: {x: 1}}}]`,
        ),
      ).toEqual([expect.stringContaining(`The schema format "${format}" is not supported yet`)]);
    },
  );
});
