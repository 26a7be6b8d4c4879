import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventctl } from './support/eventctl.ts';
import { expectGolden, Normaliser, transcript } from './support/golden.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventctl-expr-'));
writeFileSync(join(folder, 'broken.json'), '{"orderNo":');
writeFileSync(join(folder, 'order.json'), '{"orderNo":"A-1","items":[{"price":5},{"price":20}]}');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function golden(name: string, ...lines: readonly (readonly string[])[]): Promise<void> {
  const said: string[] = [];
  for (const argv of lines) {
    const line = ['expr', ...argv];
    said.push(transcript(line, await eventctl(line, { folder })));
  }
  expectGolden(name, new Normaliser().text(said.join('\n')));
}

describe('eventctl expr', () => {
  it('prints each output on a line', () =>
    golden(
      'expr',
      ['.items[]', '--input', '@order.json'],
      ['1, "two", [3], empty, null'],
      ['.orderNo, .items', '-r', '--input', '@order.json'],
      ['${ .orderNo }', '--input', '@order.json'],
      ['empty'],
      ['.', '--input', '{"a":1}'],
      ['.items | map(.price) | add > $limit', '--input', '@order.json', '--arg', 'limit=20'],
      ['"\\($greeting), \\(.name)"', '-r', '--input', '{"name":"Ada"}', '--arg', 'greeting="Hello"'],
    ));

  it('prints one document where that is asked for', () =>
    golden(
      'expr-document',
      ['.items[].price', '--input', '@order.json', '-o', 'json'],
      ['.items[].price', '--input', '@order.json', '-o', 'yaml'],
      ['empty', '-o', 'json'],
      ['1, error({code: 7})', '-o', 'json'],
    ));

  it('evaluates JSONata', () =>
    golden(
      'expr-jsonata',
      ['$sum(items.price) + $more', '--language', 'jsonata', '--input', '@order.json', '--arg', 'more=1'],
      ['missing', '--language', 'jsonata'],
      ['"a" + 1', '--language', 'jsonata'],
      ['items[price > ', '--language', 'jsonata'],
      ['$lenght(items)', '--language', 'jsonata'],
      ['$frobnicate(items)', '--language', 'jsonata'],
      ['items[price > $least]', '--language', 'jsonata'],
    ));

  it('shows where an expression does not compile', () =>
    golden(
      'expr-syntax',
      ['.a + }'],
      ['${ .a + }'],
      ['.items\n| map(.price\n| add'],
      ['.items | lenght'],
      ['$order.items', '--arg', 'ordr={}'],
      ['$context.order'],
    ));

  it('tells the error of an evaluation after the outputs before it', () =>
    golden('expr-error', ['1, error("late"), 2'], ['error({code: 7})']));

  it('stops what would not end', async () => {
    const outcome = await eventctl(['expr', '[range(1e12)]'], { folder });
    expect(outcome).toMatchObject({ exit: 1, stdout: '', stderr: expect.stringMatching(/^error: .*\d/) });
  });

  it('refuses what cannot be meant', () =>
    golden(
      'expr-usage',
      ['.', '--input', 'nonsense'],
      ['.', '--input', '@nowhere.json'],
      ['.', '--input', '@broken.json'],
      ['.', '--input', '@'],
      [],
      ['$name', '--arg', 'name=Ada'],
      ['$name', '--arg', 'name'],
      ['$name', '--arg', '$name=1'],
      ['$a', '--arg', 'a=1', '--arg', 'a=2'],
      ['.', '--language', 'javascript'],
      ['.', '-r', '-o', 'json'],
    ));

  it.each(['-', '@-'])('reads stdin for %s', async (input) => {
    const outcome = await eventctl(['expr', '.[]', '--input', input], { folder, input: '[1, "a"]' });
    expect(outcome).toEqual({ exit: 0, stdout: '1\n"a"\n', stderr: '' });
  });

  it('prints a string that holds nothing as an empty line', async () => {
    expect(await eventctl(['expr', '"", "a"', '-r'], { folder })).toMatchObject({ stdout: '\na\n' });
  });

  it('has a clock', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { stdout } = await eventctl(['expr', 'now | floor'], { folder });
    expect(Number(stdout)).toBeGreaterThanOrEqual(before);
  });

  it('takes an input that nests deeply', async () => {
    const input = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const outcome = await eventctl(['expr', 'length', '--input', '-'], { folder, input });
    expect(outcome).toEqual({ exit: 0, stdout: '1\n', stderr: '' });
    const whole = await eventctl(['expr', '.', '--input', '-'], { folder, input });
    expect(whole).toMatchObject({
      exit: 1,
      stdout: '',
      stderr: expect.not.stringContaining('fault of eventctl'),
    });
  });
});
