import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { dev, eventctl, type Running } from './support/eventctl.ts';
import { expectGolden, Normaliser, transcript } from './support/golden.ts';

/** One `eventctl dev` in a folder of its own; the transcripts below build on each other, in this order. */
const folder = mkdtempSync(join(tmpdir(), 'eventctl-golden-'));
const normaliser = new Normaliser();
let running: Running;

beforeAll(async () => {
  cpSync(join(import.meta.dirname, 'fixtures'), folder, { recursive: true });
  running = await dev([], { folder });
});

afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(argv: readonly string[]): Promise<string> {
  return transcript(argv, await eventctl(argv, { folder }));
}

/** Runs command lines one after the other and compares all that they said. */
async function golden(name: string, ...lines: readonly (readonly string[])[]): Promise<void> {
  const said: string[] = [];
  for (const argv of lines) said.push(await run(argv));
  expectGolden(name, normaliser.text(said.join('\n')));
}

/** The newest instance of a workflow. */
async function newest(workflow: string, ...flags: string[]): Promise<string> {
  const argv = ['instance', 'list', '--workflow', workflow, ...flags, '-o', 'json'];
  const { stdout } = await eventctl(argv, { folder });
  return /"id": "([^"]+)"/.exec(stdout)?.[1] ?? 'none';
}

/** Starts an order and returns its id when it waits for its payment. */
async function waitingOrder(orderNo: string): Promise<string> {
  const { stdout } = await eventctl(['start', 'order', '--input', JSON.stringify({ orderNo })], { folder });
  const id = stdout.trim();
  while ((await newest('order', '--status', 'waiting')) !== id);
  return id;
}

const send = (type: string, id: string, data: string) => [
  ...['event', 'send', '--type', type, '--source', 'golden', '--id', id],
  ...['--time', '2030-01-01T00:00:00.000Z', '--data', data],
];

describe('the command line', () => {
  it('shows an empty store', () =>
    golden(
      'empty',
      ['catalog', 'list'],
      ['workflow', 'list'],
      ['instance', 'list'],
      ['event', 'list', '-o', 'json'],
    ));

  it('applies', () =>
    golden(
      'apply',
      ['apply', 'greet.yaml', 'greeter.yaml', 'order.yaml', 'fail.yaml'],
      ['apply', 'greet.yaml', '-o', 'json'],
      ['apply', 'broken.yaml', 'greet.yaml'],
      ['apply', 'typo.yaml'],
      ['apply', 'changed.yaml'],
      ['apply', 'nothing.yaml'],
    ));

  it('shows the catalog', () =>
    golden(
      'catalog',
      ['catalog', 'list'],
      ['catalog', 'list', '-o', 'json'],
      ['catalog', 'show', 'sayHello'],
      ['catalog', 'show', 'greeter.yaml', '-o', 'yaml'],
      ['catalog', 'show', 'nobody'],
    ));

  it('shows workflows', () =>
    golden(
      'workflow',
      ['workflow', 'list'],
      ['workflow', 'list', '-o', 'yaml'],
      ['workflow', 'show', 'greet'],
      ['workflow', 'show', 'golden/fail:1.0.0', '-o', 'json'],
      ['workflow', 'show', 'nobody'],
    ));

  it('sends events', () =>
    golden(
      'event',
      send('golden.hello', 'e-1', '[{"name":"Ada"}]'),
      send('golden.hello', 'e-1', '[{"name":"Ada"}]'),
      ['event', 'send', '--type', 'golden.hello'],
      ['event', 'send', '--type', 'a', '--source', 'b', '--data', '{'],
      ['event', 'list'],
      ['event', 'list', '--type', 'golden.hello', '-o', 'json'],
    ));

  it('shows an instance that waits', async () => {
    const id = await waitingOrder('A-1');
    await golden(
      'waiting',
      ['instance', 'show', id],
      ['instance', 'show', id, '-o', 'json'],
      ['instance', 'list', '--status', 'waiting'],
      ['logs', id],
      ['workflow', 'delete', 'order:2.1.0'],
    );
  });

  it('shows an instance that has ended', async () => {
    const id = await newest('golden/order');
    await run(send('golden.paid', 'e-2', '{"orderNo":"A-1","amount":12}'));
    await golden(
      'completed',
      ['logs', id, '-f'],
      ['logs', id, '-o', 'json'],
      ['instance', 'show', id],
      ['instance', 'list', '--workflow', 'order', '-o', 'yaml'],
      ['instance', 'cancel', id],
    );
  });

  it('starts and waits', () =>
    golden(
      'start',
      ['start', 'greet', '--input', '{"name":"Ada"}', '--wait'],
      ['start', 'golden/greet:1.0.0', '--input', '{"name":"Bob"}', '--wait', '-o', 'yaml'],
      ['start', 'greet', '--timeout', '1'],
      ['start', 'greet:9.9.9'],
    ));

  it('shows an instance that faulted', async () => {
    await run(['start', 'fail', '--wait']);
    const id = await newest('golden/fail');
    await golden(
      'faulted',
      ['instance', 'show', id],
      ['logs', id],
      ['instance', 'list', '--workflow', 'fail'],
    );
  });

  it('cancels', async () => {
    const id = await waitingOrder('A-2');
    await golden(
      'cancel',
      ['instance', 'cancel', id, '--reason', 'ordered twice'],
      ['logs', id, '-f'],
      ['instance', 'show', id, '-o', 'yaml'],
    );
  });

  it('deletes', () =>
    golden(
      'delete',
      ['workflow', 'delete', 'fail'],
      ['workflow', 'delete', 'fail:1.0.0'],
      ['workflow', 'delete', 'fail:1.0.0'],
    ));

  it('suspends and resumes', async () => {
    const id = await waitingOrder('A-3');
    await golden('suspend', ['instance', 'suspend', id], ['instance', 'suspend', 'nobody']);
    while ((await newest('order', '--status', 'suspended')) !== id);
    await golden('suspended', ['instance', 'show', id], ['instance', 'resume', id]);
    while ((await newest('order', '--status', 'waiting')) !== id);
    await golden('resumed', ['instance', 'resume', id], ['logs', id]);
  });

  it('shows a schedule', async () => {
    await run(['apply', 'nightly.yaml']);
    const show = ['workflow', 'show', 'nightly', '-o', 'json'];
    let shown = '';
    while (!shown.includes('"next"')) shown = (await eventctl(show, { folder })).stdout;
    const [, id = ''] = /"instance": "([^"]+)"/.exec(shown) ?? [];
    await golden('schedule', ['workflow', 'show', 'nightly'], show, ['instance', 'cancel', id]);
  });

  it('refuses what it does not know', () =>
    golden(
      'usage',
      ['instnce', 'list'],
      ['instance', 'lst'],
      ['nonsense'],
      ['instance', 'list', '--statu', 'waiting'],
      ['instance', 'list', '--status', 'asleep'],
      ['instance', 'list', '--limit', 'many'],
      ['instance', 'show'],
      ['instance', 'show', 'a', 'b'],
      ['instance', 'show', '0000'],
      ['--store', 'x', 'instance', 'list'],
      ['instance', 'list', '--store', 'sqlite:x', '--server', 'http://127.0.0.1:1'],
      ['instance', 'list', '--server', 'nonsense'],
      ['serve'],
      ['worker', '--store', 'sqlite:x'],
    ));

  it('explains itself', () =>
    golden(
      'help',
      ['--help'],
      ['instance', '--help'],
      ['help', 'event', 'send'],
      ['version'],
      ['version', '-o', 'json'],
    ));
});
