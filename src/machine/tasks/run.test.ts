import { describe, expect, it } from 'vitest';
import { Drive, define } from '../../../test/machine/drive.ts';
import { compileWorkflow } from '../compile.ts';

const child = (more = '') =>
  `do: [{sub: {run: {workflow: {namespace: test, name: child, version: '1.0.0', input: {n: '\${ .n }'}}${more}}}}, {after: {set: {got: '\${ . }'}}}]`;

describe('run workflow', () => {
  it('starts the child with its input and waits for its end', () => {
    const run = new Drive(child(), { input: { n: 1 } });
    expect(run.status).toBe('waiting');
    const key = 'instance-1/do/0/sub~1';
    expect([...run.effects.values()]).toEqual([
      {
        kind: 'start',
        key,
        child: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/),
        workflow: { namespace: 'test', name: 'child', version: '1.0.0' },
        input: { n: 1 },
        parent: { instance: 'instance-1', key },
      },
    ]);
    run.take({ kind: 'completed', key, output: { sum: 2 } });
    expect(run.output).toEqual({ got: { sum: 2 } });
  });

  it('raises the child’s fault at its own pointer', () => {
    const run = new Drive(child());
    run.take({
      kind: 'failed',
      key: 'instance-1/do/0/sub~1',
      error: { type: 'https://x.test/e', status: 422, instance: '/do/0/deep' },
    });
    expect(run.instance.error).toEqual({ type: 'https://x.test/e', status: 422, instance: '/do/0/sub' });
  });

  it('leaves out where the child’s expression stands: it is no place of this definition', () => {
    const run = new Drive(child());
    run.take({
      kind: 'failed',
      key: 'instance-1/do/0/sub~1',
      error: { type: 'https://x.test/e', status: 400, at: '/do/0/deep/set', instance: '/do/0/deep' },
    });
    expect(run.instance.error).toEqual({ type: 'https://x.test/e', status: 400, instance: '/do/0/sub' });
  });

  it('warns of a return that nothing is made of', () => {
    const { machine, findings } = compileWorkflow({
      definition: define(
        'do: [{a: {run: {await: false, return: code, workflow: {namespace: x, name: y, version: latest}}}}]',
      ),
      bindings: {},
    });
    expect(machine).toBeDefined();
    expect(findings).toMatchObject([
      { code: 'no-effect', severity: 'warning', pointer: '/do/0/a/run/return' },
    ]);
  });

  it('goes on at once when it does not await', () => {
    const run = new Drive(child(', await: false'), { input: { n: 1 } });
    expect(run.output).toEqual({ got: { n: 1 } });
    expect([...run.effects.values()]).toMatchObject([{ kind: 'start' }]);
    expect([...run.effects.values()][0]).not.toHaveProperty('parent');
  });

  it('cancels a child that was started in an earlier turn', () => {
    const run = new Drive(child());
    run.take({ kind: 'cancel' });
    expect([...run.effects.values()]).toMatchObject([{ kind: 'cancel' }]);
  });

  it.each([
    ['stdout', { sum: 2 }],
    ['none', null],
    ['code', 0],
    ['stderr', null],
    ['all', { code: 0, stdout: { sum: 2 }, stderr: null }],
  ])('K24 returns %s of a child that completed', (returns, expected) => {
    const run = new Drive(child(`, return: ${returns}`));
    run.succeed({ sum: 2 });
    expect(run.output).toEqual({ got: expected });
  });

  it.each([
    ['code', 1],
    ['all', { code: 1, stdout: null, stderr: { type: expect.any(String), status: 422, title: 'HTTP 422' } }],
  ])('K24 leaves the fault of a child to who asks for %s', (returns, expected) => {
    const run = new Drive(child(`, return: ${returns}`));
    run.fail(422);
    expect(run.output).toEqual({ got: expected });
  });

  it.each([
    ["'${ .items }'", [1, 2]],
    ["'.items'", '.items'],
    ['[1, "${ .items[1] }"]', [1, 2]],
    ['7', 7],
  ])('G29 passes any input: %s', (input, expected) => {
    const workflow = `{namespace: test, name: child, version: '1.0.0', input: ${input}}`;
    const run = new Drive(`do: [{sub: {run: {workflow: ${workflow}}}}]`, { input: { items: [1, 2] } });
    expect([...run.effects.values()]).toMatchObject([{ input: expected }]);
  });
});
