import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runWorkflow } from '../../src/run/index.ts';
import { findings, folder, run, serve } from './workbench.ts';

const double = `input: {schema: {document: {type: object, required: [n]}}}
set: '\${ {n: (.n * 2)} }'
`;

const kit =
  process.env['EVENTCTL_CONFORMANCE'] ?? resolve(import.meta.dirname, '../../../shared/conformance');
const sample = join(kit, 'open-workflow/examples/call-custom-function-cataloged.yaml');
const present = existsSync(sample) || process.env['CI'] !== undefined;
if (!present) console.warn(`skipped: there is no ${sample} (set EVENTCTL_CONFORMANCE)`);

describe('functions from elsewhere', () => {
  it.skipIf(!present)('C28 run the sample call-custom-function-cataloged', async () => {
    const { output, error } = await runWorkflow({
      files: [{ path: 'sample.yaml', text: readFileSync(sample, 'utf8') }],
      stubs: [
        {
          request: {
            method: 'GET',
            url: 'https://raw.githubusercontent.com/serverlessworkflow/catalog/main/functions/log/1.0.0/function.yaml',
            headers: {},
          },
          response: {
            status: 200,
            headers: { 'content-type': 'text/plain' },
            body: new TextEncoder().encode(`set: '\${ {logged: "\\(.level): \\(.message)"} }'`),
          },
        },
      ],
      timeout: 20_000,
    });
    expect(error).toBeUndefined();
    expect(output).toEqual({ logged: 'information: Hello, world!' });
  });

  it('C27 are called by name and version from a catalog', async () => {
    const { url, asked } = await serve({ '/base/functions/double/1.0.0/function.yaml': double });
    const { output } = await run(
      'x.yaml',
      `use: {catalogs: {mine: {endpoint: '${url}/base'}}}\ndo: [{a: {call: 'double:1.0.0@mine', with: {n: 21}}}]`,
    );
    expect(output).toEqual({ n: 42 });
    expect(asked).toEqual(['/base/functions/double/1.0.0/function.yaml']);
  });

  it('U8 come from a catalog with credentials that the definition has', async () => {
    const { url, authorized } = await serve({ '/functions/double/1.0.0/function.yaml': double });
    const { status } = await run(
      'x.yaml',
      `use:
  authentications: {me: {bearer: {token: t0ken}}}
  catalogs: {mine: {endpoint: {uri: '${url}', authentication: {use: me}}}}
do: [{a: {call: 'double:1.0.0@mine', with: {n: 1}}}]`,
    );
    expect(status).toBe('completed');
    expect(authorized).toEqual(['Bearer t0ken']);
  });

  it('U8 do not come with credentials that only a worker knows', async () => {
    const wrong = await findings(
      'x.yaml',
      `use:
  secrets: [me]
  catalogs: {mine: {endpoint: {uri: 'https://x.test', authentication: {bearer: {use: me}}}}}
do: [{a: {call: 'double:1.0.0@mine'}}]`,
    );
    expect(wrong).toEqual([expect.stringContaining('its authentication cannot use secrets or expressions')]);
  });

  it('U9 of the default catalog are in a folder that the operator names', async () => {
    const functions = await folder({ 'functions/double/1.0.0/function.yaml': double });
    const { output } = await run('x.yaml', "do: [{a: {call: 'double:1.0.0@default', with: {n: 2}}}]", {
      functions,
    });
    expect(output).toEqual({ n: 4 });
  });

  it('U9 of the default catalog come from a catalog of that name, where the workflow has one', async () => {
    const { url } = await serve({ '/functions/double/1.0.0/function.yaml': 'set: {n: mine}' });
    const functions = await folder({ 'functions/double/1.0.0/function.yaml': double });
    const { output } = await run(
      'x.yaml',
      `use: {catalogs: {default: {endpoint: '${url}'}}}\ndo: [{a: {call: 'double:1.0.0'}}]`,
      { functions },
    );
    expect(output).toEqual({ n: 'mine' });
  });

  it('C29 by name and version alone are those of the default catalog', async () => {
    const functions = await folder({ 'functions/double/1.0.0/function.yaml': double });
    const { output } = await run('x.yaml', "do: [{a: {call: 'double:1.0.0', with: {n: 2}}}]", { functions });
    expect(output).toEqual({ n: 4 });
  });

  it('U8 need the address of their catalog as it is', async () => {
    const wrong = await findings(
      'x.yaml',
      `use: {catalogs: {mine: {endpoint: 'https://x.test/{tenant}'}}}\ndo: [{a: {call: 'double:1.0.0@mine'}}]`,
    );
    expect(wrong).toEqual([
      expect.stringMatching(/^x\.yaml:2: .*the address of a catalog cannot be computed$/),
    ]);
  });

  it('U10 are the only document of their file', async () => {
    const path = await folder({ 'f.yaml': 'set: {n: 1}\n---\nset: {n: 2}\n' });
    expect(await findings(`${path}/x.yaml`, 'do: [{a: {call: ./f.yaml}}]')).toEqual([
      expect.stringMatching(/f\.yaml:3: a function or a schema is the only document of its file$/),
    ]);
  });

  it('U8 come from a catalog that is a folder beside the workflow', async () => {
    const path = await folder({ 'shared/functions/double/1.0.0/function.yaml': double });
    const { output } = await run(
      `${path}/x.yaml`,
      `use: {catalogs: {mine: {endpoint: ./shared}}}\ndo: [{a: {call: 'double:1.0.0@mine', with: {n: 4}}}]`,
    );
    expect(output).toEqual({ n: 8 });
  });

  it('C27 of the default catalog need a folder', async () => {
    expect(await findings('x.yaml', "do: [{a: {call: 'double:1.0.0'}}]")).toEqual([
      expect.stringMatching(/^x\.yaml:2: default:.* was not read: .*--functions or EVENTCTL_FUNCTIONS/),
    ]);
  });

  it.each(['/f/function.yaml', '/f', '/f/'])('C28 are called by URL: %s', async (path) => {
    const { url } = await serve({ '/f/function.yaml': double });
    const { output } = await run('x.yaml', `do: [{a: {call: '${url}${path}', with: {n: 3}}}]`);
    expect(output).toEqual({ n: 6 });
  });

  it('C28 are called by file, relative to the workflow', async () => {
    const path = await folder({ 'w/functions/double.yaml': double, 'up.yaml': 'set: {n: 5}' });
    const { output } = await run(
      `${path}/w/x.yaml`,
      'do: [{a: {call: ../up.yaml}}, {b: {call: ./functions/double.yaml}}]',
    );
    expect(output).toEqual({ n: 10 });
  });

  it('C28 call what stands beside them', async () => {
    const { url } = await serve({
      '/a/one.yaml': 'do: [{x: {call: ../b/two.yaml}}]',
      '/b/two.yaml': 'set: {n: 2}',
    });
    const { output } = await run('x.yaml', `do: [{a: {call: '${url}/a/one.yaml'}}]`);
    expect(output).toEqual({ n: 2 });
  });

  it('G45 honour their own input schema', async () => {
    const path = await folder({ 'double.yaml': double });
    const { error } = await run(`${path}/x.yaml`, 'do: [{a: {call: ./double.yaml, with: {}}}]');
    expect(error).toMatchObject({
      type: expect.stringMatching(/\/validation$/),
      instance: '/use/functions/.~1double.yaml',
      detail: 'must have property "n"',
    });
  });

  it('G42 have pointers below their URI in use.functions', async () => {
    const path = await folder({
      'f.yaml': 'do: [{x: {raise: {error: {type: "https://x.test/e", status: 400}}}}]',
    });
    const { error } = await run(`${path}/x.yaml`, 'do: [{a: {call: ./f.yaml}}]');
    expect(error?.instance).toBe('/use/functions/.~1f.yaml/do/0/x');
  });

  it('G45 that call themselves end at the depth limit', async () => {
    const path = await folder({ 'f.yaml': 'call: ./f.yaml' });
    const { error } = await run(`${path}/x.yaml`, 'do: [{a: {call: ./f.yaml}}]');
    expect(error?.title).toBe('Depth limit reached');
  });

  it('U10 are checked, with what is wrong placed in their file', async () => {
    const path = await folder({
      'f.yaml': 'do:\n  - x:\n      sett: {n: 1}\n  - y:\n      set: "${ .n + }"\n',
    });
    const wrong = await findings(`${path}/x.yaml`, 'do: [{a: {call: ./f.yaml}}]');
    expect(wrong).toEqual([expect.stringContaining('f.yaml:2: this task has no kind')]);
  });

  it('U10 have their expressions compiled, with what is wrong placed in their file', async () => {
    const path = await folder({ 'f.yaml': 'do:\n  - y:\n      set: "${ .n + }"\n' });
    const wrong = await findings(`${path}/x.yaml`, 'do: [{a: {call: ./f.yaml}}]');
    expect(wrong).toEqual([expect.stringMatching(/f\.yaml:3: /)]);
  });

  it('G51 that came over the network cannot name local files', async () => {
    const { url } = await serve({ '/f.yaml': "call: 'file:///etc/passwd'" });
    expect(await findings('x.yaml', `do: [{a: {call: '${url}/f.yaml'}}]`)).toEqual([
      expect.stringContaining('"file:///etc/passwd" cannot be read from here'),
    ]);
  });

  it('G51 are not read from private addresses unless these are allowed', async () => {
    const { url, asked } = await serve({ '/f.yaml': 'set: {n: 1}' });
    const wrong = await findings('x.yaml', `do: [{a: {call: '${url}/f.yaml'}}]`, { allowPrivate: false });
    expect(wrong).toEqual([expect.stringContaining('only --allow-private loopback lets it be called')]);
    expect(asked).toEqual([]);
  });

  it('tells a function that is not there at its call', async () => {
    const { url } = await serve({});
    expect(await findings('x.yaml', `do:\n  - a:\n      call: '${url}/f.yaml'`)).toEqual([
      expect.stringMatching(/^x\.yaml:4: .*answered 404$/),
    ]);
  });
});
