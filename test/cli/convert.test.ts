import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dev, eventctl, type Running } from './support/eventctl.ts';
import { expectGolden, Normaliser, transcript } from './support/golden.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventctl-convert-'));
const event = (type: string, id: string, data: string) =>
  `{"specversion":"1.0","id":"${id}","source":"golden","type":"${type}","data":${data}}\n`;

beforeAll(() => {
  cpSync(join(import.meta.dirname, 'fixtures'), folder, { recursive: true });
  writeFileSync(
    join(folder, 'old.ndjson'),
    event('golden.placed', '1', '{"price":30,"count":4}') + event('golden.paid', '2', '{"amount":120}'),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function golden(name: string, ...lines: readonly (readonly string[])[]): Promise<void> {
  const said: string[] = [];
  for (const argv of lines) said.push(transcript(argv, await eventctl(argv, { folder })));
  expectGolden(name, new Normaliser().text(said.join('\n')));
}

describe('workflows of DSL 0.8 on the command line', () => {
  it('are converted, run and refused', () =>
    golden(
      'convert',
      ['convert', 'old.yaml'],
      ['convert', 'old-refused.yaml'],
      ['convert', 'greet.yaml'],
      ['run', 'old.yaml', '--events', 'old.ndjson'],
      ['run', 'old-refused.yaml'],
    ));

  it('as JSON are the same', async () => {
    const { stdout } = await eventctl(['convert', 'old.yaml', '-o', 'json'], { folder });
    expect(JSON.parse(stdout)).toMatchObject({ document: { dsl: '1.0.3', name: 'old-order' } });
  });

  it('run as what they are converted into', async () => {
    const { stdout } = await eventctl(['convert', 'old.yaml'], { folder });
    writeFileSync(join(folder, 'new.yaml'), stdout);
    const of = (file: string) => eventctl(['run', file, '--events', 'old.ndjson'], { folder });
    const [old, converted] = [await of('old.yaml'), await of('new.yaml')];
    expect(converted).toEqual({ exit: 0, stdout: old.stdout, stderr: '' });
  });
});

const samples = join(
  process.env['EVENTCTL_CONFORMANCE'] ?? resolve(import.meta.dirname, '../../../shared/conformance'),
  'eventmesh',
);
const present = existsSync(samples);
if (!present && process.env['CI'] === undefined) {
  console.warn(`skipped: no conformance data at ${samples} (EVENTCTL_CONFORMANCE)`);
}

describe.skipIf(!present && process.env['CI'] === undefined)("EventMesh's samples, unchanged", () => {
  const mesh = join(folder, 'mesh');
  const data = '{"order_no":"A-1","orderNo":"A-1"}';
  const placed = `{"specversion":"1.0","id":"1","source":"store/order","type":"online.store.newOrder","data":${data}}\n`;
  const [old, newer] = ['testcreateworkflow.yaml', 'testcreateworkflow-v1.yaml'];
  const run = (...argv: string[]) =>
    eventctl(['run', ...argv, '--catalog', '.', '--events', 'events.ndjson'], { folder: mesh });
  let running: Running | undefined;

  beforeAll(() => {
    cpSync(samples, mesh, { recursive: true });
    writeFileSync(join(mesh, 'events.ndjson'), placed);
  });

  afterAll(async () => {
    await running?.stop();
  });

  it('apply together, with warnings that name the rules that one of them breaks', async () => {
    running = await dev([], { folder: mesh });
    const { exit, stdout, stderr } = await eventctl(['apply', '.'], { folder: mesh });
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: `${[
        'service/expressapp:0.1.0 created',
        'service/orderapp:0.1.0 created',
        'service/paymentapp:0.1.0 created',
        'workflow/eventmesh.apache.org/store-order-management:1.0.0 created',
        'workflow/default/testcreateworkflow:1.0.0 created',
      ].join('\n')}\n`,
    });
    const warnings = stderr.split('\n').filter((line) => line.includes(': warning: '));
    expect(warnings.map((line) => line.replace(/^(\S+) warning: .* \[([\w-]+)\]$/, '$1 $2'))).toEqual([
      `${newer}:19:14: schema-rule`,
      ...[28, 32, 36, 56, 68].map((line) => `${newer}:${line}:20: schema-rule`),
      `${old}:19:1: converted`,
    ]);
    expect(warnings[0]).toContain("the rule for 'document.namespace'");
    expect(warnings[1]).toContain("the rule for 'with' of such a call is that it has a 'document'");
    expect(warnings.at(-1)).toContain(`'eventctl convert ${old}' prints what it became`);
    expect(stderr.split('\n').filter((line) => line.includes('error'))).toEqual([]);
  });

  it('the one of DSL 0.8 runs to its end, and sends its three messages', async () => {
    const { exit, stdout } = await run(old, '-o', 'json');
    expect(exit).toBe(0);
    const outcome = JSON.parse(stdout);
    expect(outcome).toMatchObject({ status: 'completed', output: JSON.parse(data) });
    expect(outcome.emitted.map((one: { channel: string; data: unknown }) => [one.channel, one.data])).toEqual(
      ['order/create', 'payment/create', 'express/create'].map((channel) => [channel, JSON.parse(data)]),
    );
  });

  it('the one of DSL 1.0 faults at the line that reads a list as an object, and says what the data was', async () => {
    const { exit, stdout, stderr } = await run(newer);
    expect({ exit, stdout }).toEqual({ exit: 8, stdout: '' });
    expect(stderr.split('\n').slice(-5)).toEqual([
      `${newer}:49:19: error: Cannot index array with string ("order_no"); the data was [${data}] [expression]`,
      '    49 |             when: .order_no != ""',
      '       |                   ^',
      `error: the workflow faulted at /do/1/checkNewOrderResult (${newer}:46:5): The expression failed [expression 400]`,
      '',
    ]);
  });

  it('the fault is told with the expression and the data wherever it runs', async () => {
    const send = [
      'event',
      'send',
      '--type',
      'online.store.newOrder',
      '--source',
      'store/order',
      '--data',
      data,
    ];
    const { stdout: id } = await eventctl(['start', 'store-order-management'], { folder: mesh });
    await eventctl(send, { folder: mesh });
    const shown = ['instance', 'show', id.trim()];
    const logs = await eventctl(['logs', id.trim(), '-f'], { folder: mesh });
    expect(logs.stdout).toContain(`Cannot index array with string ("order_no"); the data was [${data}]`);
    const { stdout } = await eventctl(shown, { folder: mesh });
    expect(stdout).toContain('/do/1/checkNewOrderResult/switch/0/newOrderSuccessful/when');
  });
});
