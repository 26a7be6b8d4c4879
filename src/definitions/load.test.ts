import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Service } from '../catalog/index.ts';
import { compileStored, loadDefinitions } from './index.ts';

const workflow = (name: string, tasks: string, version = '1.0.0') =>
  `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '${version}' }\ndo:\n${tasks}`;

const hello = workflow('hello', '  - a:\n      set: { x: 1 }\n');

const send = workflow(
  'send',
  `  - send:
      call: asyncapi
      with:
        document: { endpoint: file://orders.yaml }
        operation: sendOrder
        message: { payload: { no: 1 } }
`,
);

const orders = `asyncapi: 3.0.0
info: { title: Orders, version: '1' }
channels: { in: { messages: { Order: { $ref: './messages.yaml#/Order' } } } }
operations: { sendOrder: { action: receive, channel: { $ref: '#/channels/in' } } }
`;
const messages = 'Order: { payload: { type: object } }\n';

function load(
  files: Readonly<Record<string, string>>,
  services: readonly Service[] = [],
  cacheFolder?: string,
) {
  return loadDefinitions({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    known: { services },
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
  });
}

/** `file:line:column code` of each diagnostic. */
async function found(files: Readonly<Record<string, string>>) {
  const { diagnostics } = await load(files);
  return diagnostics.map(({ file, position, code }) => `${file}:${position.line}:${position.column} ${code}`);
}

describe('loadDefinitions', () => {
  it('gives what is to be stored of a workflow, and its machine', async () => {
    const { workflows, diagnostics } = await load({ 'a.yaml': hello });
    expect(diagnostics).toEqual([]);
    expect(workflows).toMatchObject([
      {
        id: { namespace: 'test', name: 'hello', version: '1.0.0' },
        stored: { name: 'hello', file: 'a.yaml', text: hello, bindings: {}, appliedAt: 0 },
        machine: { id: { name: 'hello' } },
      },
    ]);
  });

  it('reads several workflows of a file', async () => {
    const { workflows } = await load({
      'a.yaml': `${hello}---\n${workflow('other', '  - a:\n      set: { x: 1 }\n')}`,
    });
    expect(workflows.map(({ id }) => id.name)).toEqual(['hello', 'other']);
    expect(workflows.map(({ stored }) => compileStored(stored).id.name)).toEqual(['hello', 'other']);
  });

  it('binds workflows to services of the same files, whatever the order', async () => {
    const { workflows, services, diagnostics } = await load({
      'send.yaml': send,
      'messages.yaml': messages,
      'orders.yaml': orders,
    });
    expect(diagnostics).toEqual([]);
    expect(services.map(({ file }) => file)).toEqual(['orders.yaml']);
    expect(workflows[0]?.stored.bindings).toMatchObject({
      '/do/0/send': { service: 'orders.yaml', operation: 'sendOrder', messages: [{ name: 'Order' }] },
    });
  });

  it('binds workflows to services that are known, and returns only new ones', async () => {
    const known = await load({ 'orders.yaml': orders, 'messages.yaml': messages });
    const { workflows, services } = await load({ 'send.yaml': send }, known.services);
    expect([workflows.length, services]).toEqual([1, []]);
  });

  it('prefers a new service to the known one of the same file', async () => {
    const known = await load({ 'orders.yaml': orders, 'messages.yaml': messages });
    const { workflows } = await load(
      { 'send.yaml': send, 'orders.yaml': orders, 'messages.yaml': 'Order: { name: New }\n' },
      known.services,
    );
    expect(workflows[0]?.stored.bindings).toMatchObject({ '/do/0/send': { messages: [{ name: 'New' }] } });
  });

  it('remembers services in a folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'eventctl-load-'));
    const files = { 'orders.yaml': orders, 'messages.yaml': messages };
    const first = await load(files, [], folder);
    expect(await readdir(folder)).toHaveLength(1);
    expect(await load(files, [], folder)).toEqual(first);
    await rm(folder, { recursive: true });
  });
});

describe('diagnostics', () => {
  it('name an operation that is not in the catalog, once, at its place', async () => {
    expect(await found({ 'send.yaml': send })).toEqual(['send.yaml:6:19 unknown-service']);
  });

  it('come for all files at once, in order', async () => {
    const wrong = workflow('wrong', '  - a:\n      set: ${ .x + }\n      then: nowhere\n');
    const places = await found({
      'z.yaml': 'asyncapi: 3.0.0\ninfo: {}\n',
      'b.yaml': 'a: [',
      'a.yaml': wrong,
    });
    expect(places.map((place) => place.split(':')[0])).toEqual(
      expect.arrayContaining(['a.yaml', 'b.yaml', 'z.yaml']),
    );
    expect(places).toEqual([...places].sort());
  });

  it('refuse a file that is neither, unless an AsyncAPI document refers to it', async () => {
    expect(await found({ 'orders.yaml': orders, 'messages.yaml': messages })).toEqual([]);
    expect(await found({ 'messages.yaml': messages })).toEqual(['messages.yaml:1:1 unknown-document']);
  });

  it('refuse a workflow beside an AsyncAPI document in one file', async () => {
    const text = "asyncapi: 3.0.0\ninfo: { title: T, version: '1' }\n---\n";
    expect(await found({ 'a.yaml': `${text}${hello}` })).toEqual(['a.yaml:4:1 second-document']);
  });

  it('refuse two services of the same file name', async () => {
    const text = "asyncapi: 3.0.0\ninfo: { title: T, version: '1' }\n";
    expect(await found({ 'a/s.yaml': text, 'b/s.yaml': text })).toEqual(['b/s.yaml:1:1 duplicate-service']);
  });

  it('refuse a version that comes twice with other content', async () => {
    const other = workflow('hello', '  - a:\n      set: { x: 2 }\n');
    const { diagnostics } = await load({ 'a.yaml': hello, 'b.yaml': other });
    expect(diagnostics).toMatchObject([
      { code: 'duplicate-workflow', file: 'b.yaml', message: expect.stringContaining('a.yaml') },
    ]);
  });

  it('accept the same workflow twice, and a raised version', async () => {
    const raised = workflow('hello', '  - a:\n      set: { x: 2 }\n', '1.0.1');
    const { workflows, diagnostics } = await load({
      'a.yaml': hello,
      'b.yaml': `# again\n${hello}`,
      'c.yaml': raised,
    });
    expect([workflows.map(({ id }) => id.version), diagnostics]).toEqual([['1.0.0', '1.0.1'], []]);
  });
});

describe('the hash', () => {
  const hashOf = async (files: Readonly<Record<string, string>>) =>
    (await load(files)).workflows[0]?.stored.hash;

  it('does not change with comments, layout and file', async () => {
    const other = JSON.stringify({
      do: [{ a: { set: { x: 1 } } }],
      document: { version: '1.0.0', name: 'hello', namespace: 'test', dsl: '1.0.3' },
    });
    expect(await hashOf({ 'b.json': other })).toBe(await hashOf({ 'a.yaml': `# hello\n${hello}` }));
  });

  it('changes with the content', async () => {
    expect(await hashOf({ 'a.yaml': hello.replace('x: 1', 'x: 2') })).not.toBe(
      await hashOf({ 'a.yaml': hello }),
    );
  });

  it('changes with the operation it is bound to', async () => {
    const files = { 'send.yaml': send, 'orders.yaml': orders };
    const before = await hashOf({ ...files, 'messages.yaml': messages });
    expect(await hashOf({ ...files, 'messages.yaml': 'Order: { name: New }\n' })).not.toBe(before);
  });
});

describe('compileStored', () => {
  it('compiles what was stored, bindings included', async () => {
    const { workflows } = await load({ 'send.yaml': send, 'orders.yaml': orders, 'messages.yaml': messages });
    const [loaded] = workflows;
    if (loaded === undefined) throw new Error('not loaded');
    expect([...compileStored(loaded.stored).states.keys()]).toEqual([...loaded.machine.states.keys()]);
  });

  it('refuses a text that is not what was applied', async () => {
    const { workflows } = await load({ 'a.yaml': hello });
    const [loaded] = workflows;
    if (loaded === undefined) throw new Error('not loaded');
    const damaged = { ...loaded.stored, text: hello.replace('x: 1', 'x: 2') };
    expect(() => compileStored(damaged)).toThrow('workflow test/hello:1.0.0 is not stored as it was applied');
  });

  it('says why what another version accepted does not run', async () => {
    const { workflows } = await load({ 'send.yaml': send, 'orders.yaml': orders, 'messages.yaml': messages });
    const [loaded] = workflows;
    if (loaded === undefined) throw new Error('not loaded');
    const { hashOf } = await import('./stored.ts');
    const value = { document: { dsl: '1.0.3' }, do: [{ a: { call: 'soap' } }] };
    const stored = { ...loaded.stored, text: JSON.stringify(value), bindings: {}, hash: hashOf(value, {}) };
    expect(() => compileStored(stored)).toThrow(/cannot run here: .*soap/);
  });
});
