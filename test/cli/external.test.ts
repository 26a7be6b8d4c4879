import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dev, eventctl, type Running } from './support/eventctl.ts';

/** One workflow with a function of each origin and a plug-in, applied to `dev` and run there. */
const folder = mkdtempSync(join(tmpdir(), 'eventctl-external-'));
let catalog: Server;
let running: Running;

const files = {
  'plugin.mjs': `export default { name: 'charge', input: { type: 'object' }, run: async (input, { key }) => ({ ...input, charged: key !== '' }) };`,
  'lib/functions/mark/1.0.0/function.yaml': `set: '\${ . + {default: true} }'`,
  'local.yaml': `set: '\${ . + {local: true} }'`,
  'order.json': '{"required": ["n"]}',
};

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

beforeAll(async () => {
  catalog = createServer((_, response) => response.end(`set: '\${ . + {catalog: true} }'`));
  await new Promise<void>((done) => catalog.listen(0, '127.0.0.1', done));
  const address = catalog.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  for (const [name, text] of Object.entries(files)) write(name, text);
  write(
    'order.yaml',
    `document: {dsl: '1.0.3', namespace: external, name: order, version: 1.0.0}
input: {schema: {resource: {endpoint: ./order.json}}}
use: {catalogs: {shop: {endpoint: 'http://127.0.0.1:${address.port}'}}}
do:
  - fromCatalog: {call: 'mark:1.0.0@shop'}
  - fromDefault: {call: 'mark:1.0.0@default'}
  - fromFile: {call: ./local.yaml}
  - charge: {call: charge}
`,
  );
  running = await dev(['--plugin', './plugin.mjs'], { folder });
});

afterAll(async () => {
  await running.stop();
  catalog.close();
  rmSync(folder, { recursive: true, force: true });
});

const apply = ['apply', 'order.yaml', '--functions', 'lib', '--allow-private', 'loopback'];

describe('what a workflow names outside of itself', () => {
  it('U8 U9 C28 F7 is pinned by apply, which says so on stderr', async () => {
    const { exit, stdout, stderr } = await eventctl(apply, { folder });
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'workflow/external/order:1.0.0 created\n' });
    expect(stderr.trim().split('\n').sort()).toEqual([
      'pinned ./local.yaml (external/order:1.0.0)',
      'pinned ./order.json (external/order:1.0.0)',
      'pinned default:/functions/mark/1.0.0/function.yaml (external/order:1.0.0)',
      expect.stringMatching(/^pinned http:\/\/127\.0\.0\.1:\d+\/functions\/mark\/1\.0\.0\/function\.yaml /),
    ]);
  });

  it('C27 runs from the store, with the plug-in of the process', async () => {
    const argv = ['start', 'external/order', '--input', '{"n":1}', '--wait', '-o', 'json'];
    const { stdout, exit } = await eventctl(argv, { folder });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ n: 1, catalog: true, default: true, local: true, charged: true });
  });

  it('runs at once by run, with the environment in place of flags', async () => {
    const argv = ['run', 'order.yaml', '--input', '{"n":2}', '--allow-private', 'loopback'];
    const environment = { EVENTCTL_FUNCTIONS: 'lib', EVENTCTL_PLUGINS: './plugin.mjs' };
    const { stdout, exit } = await eventctl(argv, { folder, environment });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ n: 2, charged: true });
  });

  it('is refused with its place where it is not there', async () => {
    const { exit, stderr } = await eventctl(['run', 'order.yaml', '--plugin', './plugin.mjs'], { folder });
    expect(exit).toBe(4);
    expect(stderr).toContain('order.yaml:5:');
    expect(stderr).toContain('--functions or EVENTCTL_FUNCTIONS');
  });
});
