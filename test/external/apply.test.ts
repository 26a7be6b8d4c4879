import { describe, expect, it, onTestFinished } from 'vitest';
import { createAuthenticator } from '../../src/authentication/index.ts';
import { createMemoryBackend } from '../../src/backend/index.ts';
import { createLocalClient } from '../../src/client/index.ts';
import { createRemoteClient } from '../../src/client/remote.ts';
import { gatherResources } from '../../src/definitions/index.ts';
import { createNetwork } from '../../src/network/index.ts';
import { createResources } from '../../src/resources/index.ts';
import { startServer } from '../../src/server/index.ts';
import { folder, serve, workflow } from './workbench.ts';

async function gather(files: readonly { readonly path: string; readonly text: string }[]) {
  const authenticator = createAuthenticator({ transport: createNetwork('loopback'), now: Date.now });
  return gatherResources({ files, resources: createResources({ authenticator }) });
}

function client() {
  return createLocalClient({ backend: createMemoryBackend() });
}

async function server() {
  const running = await startServer({
    host: '127.0.0.1',
    port: 0,
    client: client(),
    version: 'test',
    log: () => {},
  });
  onTestFinished(() => running.stop());
  return createRemoteClient({ url: running.url });
}

const call = workflow('do: [{a: {call: ./f.yaml}}]');

describe('applying what names resources', () => {
  it.each([
    ['a store', async () => client()],
    ['a server', server],
  ])('U14 pins them and says so: %s', async (_, open) => {
    const path = await folder({ 'f.yaml': 'set: {n: 1}' });
    const files = [{ path: `${path}/x.yaml`, text: call }];
    const report = await (await open()).apply(files, { resources: await gather(files) });
    expect(report).toMatchObject({
      resources: [{ outcome: 'created' }],
      pinned: [{ workflow: 'test/sample:1.0.0', uri: './f.yaml' }],
    });
  });

  it('G46 has their content in what the version is', async () => {
    const { url } = await serve({ '/f.yaml': 'set: {n: 1}', '/other/f.yaml': 'set: {n: 2}' });
    const target = client();
    const files = [{ path: 'x.yaml', text: workflow(`do: [{a: {call: '${url}/f.yaml'}}]`) }];
    const resources = await gather(files);
    await target.apply(files, { resources });
    const again = await target.apply(files, { resources: await gather(files) });
    expect(again.resources).toMatchObject([{ outcome: 'unchanged' }]);
    const changed = resources.map((one) => ({ ...one, text: 'set: {n: 2}' }));
    await expect(target.apply(files, { resources: changed })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is the same wherever the folder is', async () => {
    const target = client();
    for (const path of [
      await folder({ 'f.yaml': 'set: {n: 1}' }),
      await folder({ 'f.yaml': 'set: {n: 1}' }),
    ]) {
      const files = [{ path: `${path}/x.yaml`, text: call }];
      await target.apply(files, { resources: await gather(files) });
    }
    expect(await target.listWorkflows()).toHaveLength(1);
  });

  it('G51 never makes a server read its own files', async () => {
    const path = await folder({ 'f.yaml': 'set: {n: 1}' });
    const text = workflow(`do: [{a: {call: 'file://${path}/f.yaml'}}]`);
    await expect((await server()).apply([{ path: 'x.yaml', text }])).rejects.toMatchObject({
      code: 'invalid-definition',
      diagnostics: [{ message: expect.stringContaining('it did not come along') }],
    });
  });

  it('reads no device, which may have no end', async () => {
    const [read] = await gather([
      {
        path: 'x.yaml',
        text: workflow(
          'input: {schema: {resource: {endpoint: "file:///dev/zero"}}}\ndo: [{a: {set: {n: 1}}}]',
        ),
      },
    ]);
    expect(read?.problem).toBe('it is no file');
  });

  it('accepts the file of a function among those that are applied', async () => {
    const path = await folder({ 'f.yaml': 'set: {n: 1}' });
    const files = [
      { path: `${path}/f.yaml`, text: 'set: {n: 1}' },
      { path: `${path}/x.yaml`, text: call },
    ];
    const report = await client().apply(files, { resources: await gather(files) });
    expect(report.resources).toHaveLength(1);
  });

  it('U14 pins local documents of calls with their text, and leaves remote ones to the run', async () => {
    const path = await folder({ 'api.json': '{"openapi": "3.1.0"}' });
    const text = workflow(
      "do: [{a: {call: openapi, with: {document: {endpoint: api.json}, operationId: x}}}, {b: {call: openapi, with: {document: {endpoint: 'https://x.test/api.json'}, operationId: x}}}]",
    );
    expect(await gather([{ path: `${path}/x.yaml`, text }])).toEqual([
      { address: `file://${path}/api.json`, text: '{"openapi": "3.1.0"}' },
    ]);
  });

  it('accepts a call of a plug-in whose name came along', async () => {
    const files = [{ path: 'x.yaml', text: workflow('do: [{a: {call: charge}}]') }];
    await expect((await server()).apply(files)).rejects.toMatchObject({ code: 'invalid-definition' });
    const report = await (await server()).apply(files, { plugins: ['charge'] });
    expect(report.resources).toMatchObject([{ outcome: 'created' }]);
  });
});
