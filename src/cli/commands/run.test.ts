import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/malformed/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventctl-run-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function workflow(name: string, rest: string): string {
  return write(
    `${name}.yaml`,
    `document: { dsl: 1.0.3, namespace: default, name: ${name}, version: 1.0.0 }\n${rest}`,
  );
}

const greet = workflow('greet', 'do:\n  - greet: { set: { text: \'${ "Hello " + .name }\' } }\n');
const pets = workflow(
  'pets',
  'do:\n  - get: { call: http, with: { method: get, endpoint: "{url}" }, output: { as: .name } }\n',
);

describe('eventctl run', () => {
  it('prints the output alone', async () => {
    const { exit, stdout, stderr } = await runCommand(['run', greet, '--input', '{"name":"Ada"}']);
    expect({ exit, output: JSON.parse(stdout), stderr }).toEqual({
      exit: 0,
      output: { text: 'Hello Ada' },
      stderr: '',
    });
  });

  it('prints the whole outcome as JSON', async () => {
    const input = write('input.json', '{"name":"Bob"}');
    const { stdout } = await runCommand(['run', greet, '--input', `@${input}`, '-o', 'json']);
    expect(JSON.parse(stdout)).toEqual({
      instance: expect.any(String),
      status: 'completed',
      output: { text: 'Hello Bob' },
      error: null,
      tasks: [{ name: 'greet', reference: '/do/0/greet', status: 'completed' }],
      emitted: [],
    });
  });

  it('answers calls from a stub file', async () => {
    const stubs = write(
      'stubs.yaml',
      '- { request: { method: get, url: "https://pets.example/1" }, response: { body: { name: Rex } } }',
    );
    const { stdout } = await runCommand([
      'run',
      pets,
      '--stub',
      stubs,
      '--input',
      '{"url":"https://pets.example/1"}',
    ]);
    expect(stdout).toBe('"Rex"\n');
  });

  it('calls private addresses only when it is allowed', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"name":"Tom"}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const input = JSON.stringify({ url: `http://127.0.0.1:${port}/` });
    try {
      const refused = await runCommand(['run', pets, '--input', input]);
      expect(refused.exit).toBe(8);
      expect(refused.stderr).toContain('--allow-private');
      const allowed = await runCommand(['run', pets, '--input', input, '--allow-private', 'loopback']);
      expect(allowed.stdout).toBe('"Tom"\n');
    } finally {
      server.close();
    }
  });

  it('starts processes only where --allow-run or EVENTCTL_ALLOW_RUN says so', async () => {
    const shell = workflow('shell', 'do:\n  - say: { run: { shell: { command: echo hi } } }\n');
    const refused = await runCommand(['run', shell]);
    expect(refused.exit).toBe(8);
    expect(refused.stderr).toContain('--allow-run shell');
    expect((await runCommand(['run', shell, '--allow-run', 'script,shell'])).stdout).toBe('"hi\\n"\n');
    process.env['EVENTCTL_ALLOW_RUN'] = 'shell';
    const allowed = await runCommand(['run', shell]);
    const overruled = await runCommand(['run', shell, '--allow-run', 'script']);
    delete process.env['EVENTCTL_ALLOW_RUN'];
    expect([allowed.stdout, overruled.exit]).toEqual(['"hi\\n"\n', 8]);
  });

  it('refuses a kind of process that there is not', async () => {
    const { exit, stderr } = await runCommand(['run', greet, '--allow-run', 'shell,docker']);
    expect(exit).toBe(2);
    expect(stderr).toContain('--allow-run is a list of shell, script, container, mcp, not docker');
  });

  it('tells where and why the workflow faulted, with exit code 8', async () => {
    const bad = workflow(
      'bad',
      'do:\n  - fail: { raise: { error: { type: about:blank, status: 418, title: Teapot } } }\n',
    );
    const { exit, stdout, stderr } = await runCommand(['run', bad]);
    expect(exit).toBe(8);
    expect(stdout).toBe('');
    expect(stderr).toContain(`/do/0/fail (${bad}:3:5)`);
    expect(stderr).toContain('Teapot');
  });

  it('prints the outcome of a faulted workflow where it was asked for', async () => {
    const bad = workflow('bad2', 'do:\n  - fail: { raise: { error: { type: about:blank, status: 418 } } }\n');
    const { exit, stdout } = await runCommand(['run', bad, '-o', 'json']);
    expect(exit).toBe(8);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'faulted',
      error: { status: 418 },
      tasks: [{ status: 'faulted' }],
    });
  });

  it('feeds events and skips time', async () => {
    const events = write(
      'events.ndjson',
      '{"specversion":"1.0","id":"1","source":"test","type":"go","data":7}\n{"specversion":"1.0","id":"2","source":"test","type":"other"}\n',
    );
    const patient = workflow(
      'patient',
      'do:\n  - sleep: { wait: P1D }\n  - take: { listen: { to: { one: { with: { type: go } } } } }\n',
    );
    const { exit, stdout, stderr } = await runCommand(['run', patient, '--events', events, '--time-skip']);
    expect(exit, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual([7]);
    expect(stderr).toContain('nothing listened for 1 of the 2 events');
  });

  it('ends with exit code 7 when nothing can go on', async () => {
    const waiting = workflow(
      'waiting',
      'do:\n  - take: { listen: { to: { one: { with: { type: go } } } } }\n',
    );
    const { exit, stderr } = await runCommand(['run', waiting]);
    expect(exit).toBe(7);
    expect(stderr).toContain('waiting listens for go at /do/0/take');
  });

  it('ends with exit code 7 when the time is up', async () => {
    const slow = workflow('slow', 'do:\n  - sleep: { wait: P1D }\n');
    const { exit, stderr } = await runCommand(['run', slow, '--timeout', '1']);
    expect(exit).toBe(7);
    expect(stderr).toContain('the time is up');
  });

  it('hands secrets to the workflow', async () => {
    const secretive = workflow(
      'secretive',
      "use: { secrets: [login] }\ndo:\n  - tell: { set: { name: '${ $secrets.login.username }' } }\n",
    );
    const secret = 'login={"username":"ada","password":"x"}';
    const { stdout } = await runCommand(['run', '--secret', secret, secretive]);
    expect(JSON.parse(stdout)).toEqual({ name: 'ada' });
  });

  it.each([
    ['its output', [], { text: 'is ***', length: 7 }],
    ['its outcome', ['-o', 'json'], { status: 'completed', output: { text: 'is ***', length: 7 } }],
  ])('does not show a secret in %s, and lets the workflow work with it', async (_name, more, expected) => {
    const leaky = workflow(
      'leaky',
      `use: { secrets: [pin] }
do:
  - keep: { set: { text: '\${ "is " + $secrets.pin }' } }
  - tell: { set: { text: '\${ .text }', length: '\${ .text[3:] | length }' } }
`,
    );
    const file = join(folder, 'pin');
    writeFileSync(file, 'hunter2\n');
    const { stdout } = await runCommand(['run', '--secret', `pin=@${file}`, leaky, ...more]);
    expect(JSON.parse(stdout)).toMatchObject(expected);
  });

  it.each([
    ['no file', ['run'], 2],
    ['an unknown flag', ['run', greet, '--inputs', '{}'], 2],
    ['an input that is no JSON', ['run', greet, '--input', '{'], 2],
    ['an event file that holds none', ['run', greet, '--events', greet], 2],
    ['a stub file that holds none', ['run', greet, '--stub', greet], 2],
    ['a file that is not there', ['run', join(folder, 'none.yaml')], 3],
  ] as const)('refuses %s', async (_name, argv, code) => {
    const { exit, stdout, stderr } = await runCommand(argv);
    expect(exit).toBe(code);
    expect(stdout).toBe('');
    expect(stderr).toContain('error:');
  });
});

describe('eventctl compile', () => {
  it('prints the state machine', async () => {
    const { exit, stdout } = await runCommand(['compile', greet]);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'greet',
      start: '/do/0/greet',
      states: { '/do/0/greet': { kind: 'set', next: 'finish' } },
    });
  });

  it('prints it as YAML', async () => {
    expect((await runCommand(['compile', greet, '-o', 'yaml'])).stdout).toContain('kind: set\n');
  });

  it('refuses a workflow that is wrong with its position', async () => {
    const wrong = workflow('wrong', 'do:\n  - a: { set: { b: 1 }, then: nowhere }\n');
    const { exit, stderr } = await runCommand(['compile', wrong]);
    expect(exit).toBe(4);
    expect(stderr).toContain(`${wrong}:3:`);
  });
});
