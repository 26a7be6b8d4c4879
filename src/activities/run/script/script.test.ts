import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../json/json.ts';
import type { Resources } from '../../../resources/index.ts';
import { defaultLimits, type ScriptLimits } from './javascript.ts';
import { pythonVersion } from './python.ts';
import { createScriptActivity } from './script.ts';

const signal = new AbortController().signal;

/** Says what it was asked for, as a script. */
const resources: Resources = {
  read: async ({ uri, credentials, text }) => ({
    uri,
    text: text ?? `console.log(${JSON.stringify([uri, credentials ?? null])})`,
  }),
};

interface Surroundings {
  readonly limits?: ScriptLimits;
  readonly abort?: AbortSignal;
}

function script(
  language: string,
  code: string,
  given: JsonObject = {},
  { limits = defaultLimits, abort = signal }: Surroundings = {},
) {
  const activity = createScriptActivity({ allowed: ['script'], resources, limits });
  const request = { kind: 'run script', arguments: { language, code, return: 'stdout', ...given } };
  return activity.run(request, { signal: abort, key: 'key-1' });
}

const js = (code: string, given?: JsonObject, surroundings?: Surroundings) =>
  script('js', code, given, surroundings);

describe('run script js', () => {
  it('K22 reads stdin, argv and env as the specification’s example does', async () => {
    const code = `
import { readFileSync } from 'node:fs';
const stdin = readFileSync(process.stdin.fd, 'utf8');
console.log('stdin > ', stdin)
const [_, __, arg] = process.argv;
console.log('arg > ', arg)
const foo = process.env.foo;
console.log('env > ', foo)`;
    const given = { stdin: 'Hello Workflow', arguments: ['hello'], environment: { foo: 'bar' } };
    expect(await js(code, given)).toBe('stdin >  Hello Workflow\narg >  hello\nenv >  bar\n');
  });

  it('G28 has a map of arguments as variables, with their types', async () => {
    const given = { variables: { count: 2, order: { lines: [1, 2] } } };
    expect(await js('console.log(count + 1, order.lines.length, order)', given)).toBe(
      '3 2 {"lines":[1,2]}\n',
    );
  });

  it('has stdin and a list of arguments as variables too', async () => {
    expect(await js('console.log(stdin, arguments[0])', { stdin: 'in', arguments: ['first'] })).toBe(
      'in first\n',
    );
  });

  it.each(['Object', 'console', 'stdin', 'globalThis'])(
    'refuses an argument that would hide %s',
    async (name) => {
      await expect(js('', { variables: { [name]: 1 } })).rejects.toMatchObject({
        problem: { type: expect.stringMatching(/\/configuration$/), detail: expect.stringContaining(name) },
      });
    },
  );

  it('K22 reads its code from a resource', async () => {
    const source = { uri: 'https://x.test/a.js', authentication: { bearer: { token: 't' } } };
    const [uri, credentials] = JSON.parse(String(await js('', { source })));
    expect([uri, credentials]).toEqual(['https://x.test/a.js', expect.objectContaining({ token: 't' })]);
  });

  it('K22 takes the code of a resource that was read when the workflow was applied', async () => {
    expect(await js('', { source: { uri: 'file:///a.js', text: 'console.log(1)' } })).toBe('1\n');
  });

  it('K22 speaks ES2024', async () => {
    const code = `
const groups = Object.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even'));
const { promise, resolve } = Promise.withResolvers();
resolve('later');
console.log(groups, await promise, 'x'.isWellFormed(), [2, 1].toSorted());`;
    expect(await js(code)).toBe('{"odd":[1,3],"even":[2]} later true [1,2]\n');
  });

  it('K20 has console.error on stderr', async () => {
    const code = 'console.log("out"); console.error("err"); process.stdout.write("raw")';
    expect(await js(code, { return: 'all' })).toEqual({ code: 0, stdout: 'out\nraw', stderr: 'err\n' });
  });

  it('K20 exits with the code it says, doing nothing more', async () => {
    const code = 'console.log(1); try { process.exit(4) } catch {} console.log(2)';
    expect(await js(code, { return: 'all' })).toEqual({ code: 4, stdout: '1\n', stderr: '' });
  });

  it('ends with process.exitCode', async () => {
    expect(await js('process.exitCode = 7', { return: 'code' })).toBe(7);
  });

  it('fails by an uncaught error, with its stack', async () => {
    await expect(js('const a = 1;\nnull.x;')).rejects.toMatchObject({
      problem: {
        type: expect.stringMatching(/\/runtime$/),
        detail: expect.stringMatching(/^the script ended with code 1: TypeError: .*\n.*script\.js:2/),
      },
    });
  });

  it('fails by a rejected promise that it awaits', async () => {
    await expect(js('await Promise.reject(new Error("no"))')).rejects.toThrow('Error: no');
  });

  it('fails when it does not parse', async () => {
    await expect(js('function (')).rejects.toThrow('SyntaxError');
  });

  it('fails when it awaits what never comes', async () => {
    expect(await js('await new Promise(() => {})', { return: 'code' })).toBe(13);
  });

  it('has the key in its environment', async () => {
    expect(await js('console.log(process.env.EVENTCTL_IDEMPOTENCY_KEY)')).toBe('key-1\n');
  });

  it('refuses when it is not allowed, naming the flag', async () => {
    const activity = createScriptActivity({ allowed: ['shell'], resources });
    const request = { kind: 'run script', arguments: { language: 'js', code: '', return: 'stdout' } };
    await expect(activity.run(request, { signal, key: 'k' })).rejects.toMatchObject({
      problem: { status: 403, detail: expect.stringContaining('--allow-run script') },
    });
  });
});

describe('a hostile script', () => {
  const quick = { ...defaultLimits, time: 500 };

  it.each([
    'for (;;);',
    'try { for (;;); } finally { for (;;); }',
    '/(a+)+$/.test("a".repeat(40) + "b")',
    'for (;;) await null',
  ])('that never ends is stopped: %s', async (code) => {
    await expect(js(code, {}, { limits: quick })).rejects.toMatchObject({
      problem: { title: 'Script too slow', detail: 'the script took longer than 500 ms' },
    });
  });

  it('is stopped by an abort', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    await expect(js('for (;;);', {}, { abort: controller.signal })).rejects.toMatchObject({
      problem: { title: 'Aborted' },
    });
  });

  it.each([
    'const all = []; for (let n = 0; ; n++) all.push("x".repeat(100_000) + n);',
    'const all = []; for (;;) all.push({});',
    'const all = []; for (;;) all.push(new Uint8Array(100_000));',
  ])('gets no more memory than it may have: %s', async (code) => {
    await expect(js(code)).rejects.toThrow('out of memory');
  });

  it('that calls itself without end fails', async () => {
    await expect(js('function f() { return f() + 1 } f()')).rejects.toThrow(/stack/i);
  });

  it('that writes 100 MB is stopped', async () => {
    await expect(js('for (let n = 0; n < 1e8 / 1e5; n++) console.log("x".repeat(1e5))')).rejects.toThrow(
      'wrote more than 1048576 bytes to stdout',
    );
  });

  it.each([
    ['import "node:net"', 'there is no module "node:net"'],
    ['import fs from "fs"; fs.readFileSync("/etc/passwd")', 'no file'],
    ['fetch("http://127.0.0.1")', 'fetch'],
    ['setTimeout(() => {}, 1)', 'setTimeout'],
    ['require("fs")', 'require'],
  ])('reaches nothing outside: %s', async (code, message) => {
    await expect(js(code)).rejects.toThrow(message);
  });
});

const python = await pythonVersion();

describe.skipIf(python === undefined && process.env['CI'] === undefined)('run script python', () => {
  const run = (code: string, given?: JsonObject) => script('python', code, given);

  it('K22 reads stdin, argv and the environment', async () => {
    const code = 'import os, sys\nprint(sys.stdin.read(), sys.argv[1:], os.environ["foo"])';
    const given = { stdin: 'in', arguments: ['--a', 'b c'], environment: { foo: 'bar' } };
    expect(await run(code, given)).toBe("in ['--a', 'b c'] bar\n");
  });

  it('says which Python failed', async () => {
    await expect(run('raise ValueError("no")')).rejects.toThrow(
      `the Python script (Python ${python}; the DSL is for 3.13) ended with code 1: Traceback`,
    );
  });

  it('leaves its code to who asks for it', async () => {
    expect(await run('import sys; sys.exit(5)', { return: 'code' })).toBe(5);
  });

  it('says that there is none', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    const failure = run('print(1)');
    await expect(failure).rejects.toMatchObject({
      problem: {
        type: expect.stringMatching(/\/configuration$/),
        detail: 'the Python script needs python3, which is not here',
      },
    });
    process.env['PATH'] = path;
  });
});
