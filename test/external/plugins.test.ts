import { describe, expect, it } from 'vitest';
import { loadPlugins } from '../../src/activities/index.ts';
import { findings, folder, run } from './workbench.ts';

const source = `
export default [
  {
    name: 'charge',
    input: { type: 'object', required: ['amount'] },
    run: async (input, { key, signal }) => ({ paid: input.amount, key, aborted: signal.aborted }),
  },
  { name: 'echo', run: (input) => input },
  { name: 'wait', run: (_, { signal }) => new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason))) },
  { name: 'fail', run: () => { throw Object.assign(new Error('declined'), { problem: { type: 'https://x.test/declined', status: 402 } }); } },
  { name: 'date', run: () => ({ at: [new Date(0)] }) },
];
`;

async function plugins() {
  return loadPlugins(['./plugin.mjs'], await folder({ 'plugin.mjs': source }));
}

describe('plug-ins', () => {
  it('are called by their name, with their input under with', async () => {
    const { output } = await run('x.yaml', "do: [{a: {call: charge, with: {amount: '${ .n }'}}}]", {
      plugins: await plugins(),
      input: { n: 3 },
    });
    expect(output).toEqual({ paid: 3, key: expect.stringMatching(/\/do\/0\/a~\d+$/), aborted: false });
  });

  it('are given the data of the task where there is no with', async () => {
    const more = { plugins: await plugins(), input: { n: 3 } };
    expect((await run('x.yaml', 'do: [{a: {call: echo}}]', more)).output).toEqual({ n: 3 });
  });

  it('are not called with an input that their schema refuses', async () => {
    const { error } = await run('x.yaml', 'do: [{a: {call: charge, with: {n: 1}}}]', {
      plugins: await plugins(),
    });
    expect(error).toMatchObject({
      type: expect.stringMatching(/\/validation$/),
      status: 400,
      detail: 'must have property "amount"',
      instance: '/do/0/a',
    });
  });

  it('may throw an error that the workflow catches by its type', async () => {
    const body = `do: [{t: {try: [{a: {call: fail}}], catch: {errors: {with: {type: 'https://x.test/declined'}}, do: [{c: {set: {caught: true}}}]}}}]`;
    expect((await run('x.yaml', body, { plugins: await plugins() })).output).toEqual({ caught: true });
  });

  it('are aborted when the task times out', async () => {
    const body = 'do: [{a: {call: wait, timeout: {after: PT0.05S}}}]';
    const { error } = await run('x.yaml', body, { plugins: await plugins() });
    expect(error?.type).toMatch(/\/timeout$/);
  });

  it('must put out JSON', async () => {
    const { error } = await run('x.yaml', 'do: [{a: {call: date}}]', { plugins: await plugins() });
    expect(error?.detail).toBe(
      'the plug-in "date" returned an instance of Date at /at/0, which JSON cannot carry',
    );
  });

  it('that nobody has loaded are refused with the nearest name', async () => {
    const more = { plugins: await plugins() };
    expect(await findings('x.yaml', 'do: [{a: {call: chagre, with: {}}}]', more)).toEqual([
      "x.yaml:2: there is no function 'chagre'",
    ]);
  });

  it('give way to a function of the workflow', async () => {
    const { output } = await run(
      'x.yaml',
      'use: {functions: {echo: {set: {own: true}}}}\ndo: [{a: {call: echo}}]',
      {
        plugins: await plugins(),
      },
    );
    expect(output).toEqual({ own: true });
  });

  it('can be called by functions from elsewhere', async () => {
    const path = await folder({ 'f.yaml': 'call: echo\nwith: {n: 1}' });
    const more = { plugins: await plugins() };
    expect((await run(`${path}/x.yaml`, 'do: [{a: {call: ./f.yaml}}]', more)).output).toEqual({ n: 1 });
  });
});

describe('loading plug-ins', () => {
  it.each([
    ['export default { name: "a" }', 'exports no plug-in as its default'],
    ['export const x = 1', 'exports no plug-in as its default'],
    ['export default { name: "http", run() {} }', 'is called "http", which is a kind of call already'],
    ['export default { name: "a b", run() {} }', 'has the name "a b", which no call can have'],
    ['export default { name: "a", input: { type: 7 }, run() {} }', 'has an input schema that is none'],
    ['export default { name: "a", inputs: {}, run() {} }', 'has the unknown member "inputs"'],
    ['throw new Error("broken")', 'cannot be loaded: broken'],
  ])('refuses %s', async (text, message) => {
    const path = await folder({ 'p.mjs': text });
    await expect(loadPlugins(['./p.mjs'], path)).rejects.toThrow(message);
  });

  it('refuses two of the same name', async () => {
    const path = await folder({
      'p.mjs': 'export default [{ name: "a", run() {} }, { name: "a", run() {} }]',
    });
    await expect(loadPlugins(['./p.mjs'], path)).rejects.toThrow('two plug-ins are called "a"');
  });

  it('finds a module from the folder', async () => {
    const path = await folder({
      'node_modules/pay/package.json': '{"name": "pay", "type": "module", "exports": "./index.js"}',
      'node_modules/pay/index.js': 'export default { name: "pay", run: () => 1 }',
    });
    expect(await loadPlugins(['pay'], path)).toMatchObject([{ name: 'pay' }]);
  });

  it.each([
    ['pay', '{ "import": "./index.js" }'],
    ['pay', '{ ".": { "types": "./index.d.ts", "node": { "import": "./index.js" } } }'],
    ['pay/plugin', '{ "./plugin": { "import": "./index.js" } }'],
    ['@shop/pay', '[{ "import": "./index.js" }]'],
  ])('finds %s, which offers %s', async (name, exports) => {
    const root = `node_modules/${name.replace('/plugin', '')}`;
    const path = await folder({
      [`${root}/package.json`]: `{ "type": "module", "exports": ${exports} }`,
      [`${root}/index.js`]: 'export default { name: "pay", run: () => 1 }',
    });
    expect(await loadPlugins([name], path)).toMatchObject([{ name: 'pay' }]);
  });

  it('says that a module is not installed, and that a package does not offer one', async () => {
    const path = await folder({ 'node_modules/pay/package.json': '{ "exports": { "./x": "./x.js" } }' });
    await expect(loadPlugins(['none'], path)).rejects.toThrow(
      `cannot be loaded: Cannot find module 'none'; install it in ${path}, or name a file as ./none.mjs`,
    );
    await expect(loadPlugins(['pay'], path)).rejects.toThrow('No "exports" main defined');
    await expect(loadPlugins(['./none.mjs'], path)).rejects.toThrow(/none\.mjs'?$/);
  });
});
