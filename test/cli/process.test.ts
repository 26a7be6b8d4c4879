import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { dev, eventctl, type Running } from './support/eventctl.ts';

const folders: string[] = [];
const running: Running[] = [];
const colour = '\u001b[';

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eventctl-process-'));
  cpSync(join(import.meta.dirname, 'fixtures'), folder, { recursive: true });
  folders.push(folder);
  return folder;
}

async function startDev(folder: string, ...argv: string[]): Promise<Running> {
  const started = await dev(argv, { folder });
  running.push(started);
  return started;
}

describe('eventctl dev', () => {
  it('keeps its data below .eventctl, and says where it listens on stderr only', async () => {
    const folder = newFolder();
    const started = await startDev(folder);
    expect(existsSync(join(folder, '.eventctl/eventctl.db'))).toBe(true);
    expect(started.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(started.said().stdout).toBe('');
  });

  it('ends with 0 at Ctrl-C, and leaves a store that can be opened', async () => {
    const folder = newFolder();
    const started = await startDev(folder);
    await eventctl(['apply', 'greet.yaml'], { folder });
    expect(await started.stop()).toBe(0);
    const { stdout, exit } = await eventctl(['workflow', 'list', '-o', 'json'], { folder });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ namespace: 'golden', name: 'greet' }]);
  });

  it('leaves a store behind that works when it is killed', async () => {
    const folder = newFolder();
    const killed = await dev([], { folder });
    await eventctl(['apply', 'greet.yaml'], { folder });
    process.kill(killed.pid, 'SIGKILL');
    await killed.stop();
    const list = ['workflow', 'list', '-o', 'json'];
    expect(JSON.parse((await eventctl(list, { folder })).stdout)).toHaveLength(1);
    await startDev(folder);
    expect(JSON.parse((await eventctl(list, { folder })).stdout)).toHaveLength(1);
  });

  it('has its store for itself', async () => {
    const folder = newFolder();
    await startDev(folder);
    const second = await eventctl(['dev', '--port', '0'], { folder });
    expect(second).toMatchObject({ exit: 5, stderr: expect.stringContaining('belongs to process') });
  });

  it('takes events over HTTP', async () => {
    const folder = newFolder();
    const { url } = await startDev(folder);
    await eventctl(['apply', 'greet.yaml'], { folder });
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({
        specversion: '1.0',
        id: '1',
        source: 's',
        type: 'golden.hello',
        data: { name: 'Ada' },
      }),
    });
    expect(answer.status).toBe(202);
    const { stdout } = await eventctl(['instance', 'list', '-o', 'json'], { folder });
    expect(JSON.parse(stdout)).toMatchObject([{ workflow: { name: 'greet' } }]);
  });

  it('is asked over HTTP with a token', async () => {
    const folder = newFolder();
    const { url } = await startDev(folder, '--token', 's3cret');
    const list = ['workflow', 'list', '-o', 'json', '--server', url];
    expect(await eventctl(list, { folder })).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('token'),
    });
    const environment = { EVENTCTL_TOKEN: 's3cret' };
    expect(await eventctl(list, { folder, environment })).toMatchObject({ exit: 0, stdout: '[]\n' });
  });

  it('refuses an address beyond this machine without a token', async () => {
    const outcome = await eventctl(['dev', '--host', '0.0.0.0', '--port', '0'], { folder: newFolder() });
    expect(outcome).toMatchObject({ exit: 2, stderr: expect.stringContaining('token') });
  });

  it('refuses a port that is taken', async () => {
    const { url } = await startDev(newFolder());
    const outcome = await eventctl(['dev', '--port', new URL(url).port], { folder: newFolder() });
    expect(outcome).toMatchObject({ exit: 5, stderr: expect.stringContaining('in use') });
  });
});

describe('a command without a running process', () => {
  it('opens the store itself', async () => {
    const folder = newFolder();
    expect(await eventctl(['apply', 'greet.yaml'], { folder })).toMatchObject({ exit: 0 });
    const sent = await eventctl(['event', 'send', '--type', 'golden.hello', '--source', 's'], { folder });
    expect(sent).toMatchObject({ exit: 0 });
    const { stdout } = await eventctl(['instance', 'list', '-o', 'json'], { folder });
    expect(JSON.parse(stdout)).toMatchObject([{ workflow: { name: 'greet' }, status: 'pending' }]);
  });
});

describe('exit codes', () => {
  const folder = newFolder();
  it.each([
    ['0 when all is well', ['version'], 0],
    ['2 for what cannot be meant', ['instance', 'list', '--nonsense'], 2],
    ['3 for what is not there', ['instance', 'show', '06f3k8z7q9w2e4r6t8y0u1i3o5'], 3],
    ['4 for an invalid definition', ['apply', 'broken.yaml'], 4],
    ['6 for a server that does not answer', ['workflow', 'list', '--server', 'http://127.0.0.1:9'], 6],
    ['6 for a store that does not answer', ['workflow', 'list', '--store', 'redis://127.0.0.1:9'], 6],
  ])('are %s', async (_, argv, exit) => {
    expect(await eventctl(argv, { folder })).toMatchObject({ exit });
  });

  it('are 7 when the time is up, and 8 when an instance faulted', async () => {
    const folder = newFolder();
    await startDev(folder);
    await eventctl(['apply', 'order.yaml', 'fail.yaml'], { folder });
    expect(await eventctl(['start', 'order', '--wait', '--timeout', '1'], { folder })).toMatchObject({
      exit: 7,
    });
    expect(await eventctl(['start', 'fail', '--wait'], { folder })).toMatchObject({
      exit: 8,
      stderr: expect.stringMatching(/instance \w+ faulted at \/do\/0\/[^ ]+: /),
    });
  });
});

describe('colour', () => {
  const folder = newFolder();
  const doctor = ['doctor', '--port', '1'];

  it('is off where stdout is no terminal', async () => {
    const { stdout } = await eventctl(doctor, { folder });
    expect(stdout).toContain('node');
    expect(stdout).not.toContain(colour);
  });

  it('is on with FORCE_COLOR', async () => {
    expect((await eventctl(doctor, { folder, environment: { FORCE_COLOR: '1' } })).stdout).toContain(colour);
  });

  it.each([
    ['NO_COLOR', doctor, { FORCE_COLOR: '1', NO_COLOR: '1' }],
    ['--no-color', [...doctor, '--no-color'], { FORCE_COLOR: '1' }],
  ])('is off with %s', async (_, argv, environment) => {
    const { stdout, stderr } = await eventctl(argv, { folder, environment });
    expect(stdout + stderr).not.toContain(colour);
  });

  it('never gets into a document', async () => {
    const { stdout } = await eventctl([...doctor, '-o', 'json'], {
      folder,
      environment: { FORCE_COLOR: '1' },
    });
    const [first] = JSON.parse(stdout);
    expect(first).toMatchObject({ check: 'node', status: 'ok' });
  });
});

describe('errors', () => {
  const folder = newFolder();

  it('show a stack trace with --debug only', async () => {
    const list = ['workflow', 'list', '--server', 'http://127.0.0.1:9'];
    expect((await eventctl(list, { folder })).stderr).not.toContain('    at ');
    expect((await eventctl([...list, '--debug'], { folder })).stderr).toContain('    at ');
  });

  it('leave stdout empty', async () => {
    expect(await eventctl(['apply', 'broken.yaml'], { folder })).toMatchObject({ stdout: '' });
  });
});

describe('an event on stdin', () => {
  it('is sent', async () => {
    const folder = newFolder();
    const input = '{"specversion":"1.0","id":"7","source":"s","type":"t","tenant":"acme","data":{"a":1}}';
    const outcome = await eventctl(['event', 'send', '--file', '-'], { folder, input });
    expect(outcome).toMatchObject({ exit: 0, stdout: 'event/7 accepted\n' });
    const { stdout } = await eventctl(['event', 'list', '-o', 'json'], { folder });
    expect(JSON.parse(stdout)).toMatchObject([{ event: JSON.parse(input) }]);
  });
});

describe('events on stdin, one a line,', () => {
  it('are sent in their order, and told', async () => {
    const folder = newFolder();
    const lines = ['1', '2', '2'].map((id) => JSON.stringify({ id, source: 's', type: 't' }));
    const argv = ['event', 'send', '--file', '-', '--extension', 'tenant=acme', '-o', 'json'];
    const { exit, stdout } = await eventctl(argv, { folder, input: lines.join('\n') });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      { id: '1', source: 's', type: 't', outcome: 'accepted' },
      { id: '2', source: 's', type: 't', outcome: 'accepted' },
      { id: '2', source: 's', type: 't', outcome: 'duplicate' },
    ]);
  });

  it('are all refused when one of them is none', async () => {
    const folder = newFolder();
    const input = '{"id":"1","source":"s","type":"t"}\n{"id":"2","source":"s","type":""}\n';
    const { exit, stdout } = await eventctl(['event', 'send', '--file', '-'], { folder, input });
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
  });
});

describe('an event that cannot be meant', () => {
  it.each([
    ['--type', ''],
    ['--type', 'a', '--time', 'yesterday'],
    ['--type', 'a', '--extension', 'Bad-Name=1'],
  ])('is usage: %s %s %s %s', async (...flags) => {
    const argv = ['event', 'send', '--source', 'b', ...flags];
    const { exit, stderr } = await eventctl(argv, { folder: newFolder() });
    expect(exit).toBe(2);
    expect(stderr).toContain("error: the event's attribute");
  });
});

describe('the manifest', () => {
  it('is what the commands say', () => {
    const script = resolve(import.meta.dirname, '../../scripts/manifest.js');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
