import { describe, expect, it } from 'vitest';
import { Drive } from '../../test/machine/drive.ts';

describe('data flow', () => {
  it('F3 T2 T3 validates the raw input, transforms it, and transforms and validates the output', () => {
    const run = new Drive(
      `
do:
  - a:
      input: { schema: { document: { type: object, required: [user] } }, from: .user }
      set: { name: '\${ .name }' }
      output: { as: .name, schema: { document: { type: string } } }
`,
      { input: { user: { name: 'Ada' } } },
    );
    expect(run.output).toBe('Ada');
  });

  it.each([
    ['input', 'a: { input: { schema: { document: { type: string } } }, set: { x: 1 } }'],
    ['output', 'a: { set: { x: 1 }, output: { schema: { document: { type: string } } } }'],
    ['export', 'a: { set: { x: 1 }, export: { as: .x, schema: { document: { type: string } } } }'],
  ])('F8 faults with a validation error when the %s does not match', (what, task) => {
    const run = new Drive(`do: [{ ${task} }]`);
    expect(run.instance.error).toMatchObject({
      type: 'https://open-workflow-specification.org/spec/1.0.0/errors/validation',
      status: 400,
      title: `The ${what} does not match its schema`,
      instance: '/do/0/a',
    });
  });

  it('T4 X7 exports from the transformed output and replaces the context', () => {
    const run = new Drive(`
do:
  - a: { set: { n: 1 }, output: { as: { m: '\${ .n + 1 }' } }, export: { as: { seen: '\${ .m }', same: '\${ $output.m }' } } }
  - b: { set: { context: '\${ $context }' } }
`);
    expect(run.output).toEqual({ context: { seen: 2, same: 2 } });
  });

  it('starts from an empty context and an empty input', () => {
    const run = new Drive(`do: [{ a: { set: { context: '\${ $context }', input: '\${ . }' } } }]`);
    expect(run.output).toEqual({ context: {}, input: {} });
  });

  it('F1 F2 F5 sends the workflow’s input and output through their own stages', () => {
    const run = new Drive(
      `
input: { schema: { document: { type: object, required: [order] } }, from: .order }
do: [{ a: { set: { no: '\${ .no }', raw: '\${ $workflow.input }' } } }]
output: { as: '{ result: .no, raw: .raw.order.no }' }
`,
      { input: { order: { no: 7 } } },
    );
    expect(run.output).toEqual({ result: 7, raw: 7 });
  });

  it('F1 faults the instance when the workflow input does not match', () => {
    const run = new Drive(
      'input: { schema: { document: { required: [order] } } }\ndo: [{ a: { set: { x: 1 } } }]',
    );
    expect(run.status).toBe('faulted');
    expect(run.instance.error).toMatchObject({ status: 400 });
  });

  it('X10 X11 X12 X13 describes the task, the workflow and the runtime to expressions', () => {
    const run = new Drive(`
do:
  - a:
      set:
        task: '\${ $task | {name, reference, started: .startedAt.epoch.milliseconds} }'
        workflow: '\${ $workflow | {id, name: .definition.document.name, at: .startedAt.iso8601} }'
        runtime: '\${ $runtime.name }'
`);
    expect(run.output).toEqual({
      task: { name: 'a', reference: '/do/0/a', started: 1_000_000 },
      workflow: { id: 'instance-1', name: 'sample', at: '1970-01-01T00:16:40.000Z' },
      runtime: 'eventctl',
    });
  });

  it('X4 D13 evaluates in loose mode whatever evaluates', () => {
    const run = new Drive(
      `evaluate: { mode: loose }\ndo: [{ a: { set: { n: .n, one: '1', word: foo, text: 'two words' } } }]`,
      { input: { n: 5 } },
    );
    expect(run.output).toEqual({ n: 5, one: 1, word: 'foo', text: 'two words' });
  });

  it('D12 speaks JSONata where the workflow says so', () => {
    const run = new Drive(
      `evaluate: { language: jsonata }\ndo: [{ a: { set: { sum: '\${ $sum(items.price) }', context: '\${ $exists($context) }' } } }]`,
      { input: { items: [{ price: 1 }, { price: 2 }] } },
    );
    expect(run.output).toEqual({ sum: 3, context: true });
  });
});

describe('flow', () => {
  it('T1 skips a task whose condition does not hold, handing its raw input on and ignoring its then', () => {
    const run = new Drive(
      `
do:
  - a: { if: .n > 5, input: { from: .other }, set: { x: 1 }, then: end }
  - b: { set: { after: '\${ . }' } }
`,
      { input: { n: 1 } },
    );
    expect(run.output).toEqual({ after: { n: 1 } });
    expect(run.log).toContain('task.skipped a');
  });

  it('E1 T7 goes back and forth by name', () => {
    const run = new Drive(
      `
do:
  - count: { set: { n: '\${ .n + 1 }' } }
  - enough: { switch: [{ no: { when: .n < 3, then: count } }] }
  - done: { set: { counted: '\${ .n }' } }
`,
      { input: { n: 0 } },
    );
    expect(run.output).toEqual({ counted: 3 });
  });

  it('stops a loop that never waits, with an error nothing can catch', () => {
    const run = new Drive(`
do:
  - guarded:
      try: [{ again: { set: { x: 1 }, then: again } }]
      catch: {}
`);
    expect(run.status).toBe('faulted');
    expect(run.instance.error).toMatchObject({
      title: 'Step limit reached',
      status: 500,
      instance: '/do/0/guarded/try/0/again',
    });
  });

  it('E2 leaves the enclosing do at exit and goes on after it', () => {
    const run = new Drive(`
do:
  - inner: { do: [{ a: { set: { a: 1 }, then: exit } }, { b: { set: { b: 1 } } }] }
  - after: { set: { after: '\${ . }' } }
`);
    expect(run.output).toEqual({ after: { a: 1 } });
  });

  it('E2 ends the instance at end, sending the data of that moment through the workflow’s output', () => {
    const run = new Drive(`
do:
  - inner: { do: [{ a: { set: { a: 1 }, then: end } }], output: { as: '"skipped"' } }
  - after: { set: { x: 1 } }
output: { as: '{ result: . }' }
`);
    expect(run.output).toEqual({ result: { a: 1 } });
  });

  it('D7 completes an empty list with its input', () => {
    const run = new Drive('do: [{ nothing: { do: [] } }]', { input: { kept: true } });
    expect(run.output).toEqual({ kept: true });
  });
});

describe('timeouts', () => {
  it('E3 T6 interrupts the task and everything in it', () => {
    const run = new Drive('do: [{ slow: { do: [{ nap: { wait: PT1H } }], timeout: { after: PT2S } } }]');
    run.nextTimer();
    expect(run.instance.error).toMatchObject({ status: 408, instance: '/do/0/slow' });
    expect(run.timers.size).toBe(0);
  });

  it('E3 is not caught by the task’s own catch', () => {
    const run = new Drive(
      'do: [{ slow: { try: [{ nap: { wait: PT1H } }], catch: {}, timeout: { after: PT2S } } }]',
    );
    run.nextTimer();
    expect(run.status).toBe('faulted');
  });

  it('E3 U11 D8 bounds the whole workflow, by name too', () => {
    const run = new Drive(
      'use: { timeouts: { short: { after: PT3S } } }\ntimeout: short\ndo: [{ nap: { wait: PT1H } }]',
    );
    run.nextTimer();
    expect(run.instance.error).toMatchObject({ status: 408 });
  });

  it('is forgotten when the task completes in time', () => {
    const run = new Drive(
      'do: [{ quick: { set: { x: 1 }, timeout: { after: PT2S } } }, { nap: { wait: PT1H } }]',
    );
    expect([...run.timers.keys()]).toEqual([expect.stringMatching(/:wait$/)]);
  });
});

describe('instances', () => {
  it('ends as cancelled and takes everything back', () => {
    const run = new Drive('do: [{ get: { call: http, with: { method: get, endpoint: https://x.test } } }]');
    run.take({ kind: 'cancel', reason: 'no longer wanted' });
    expect(run.status).toBe('cancelled');
    expect(run.effects.size).toBe(0);
    expect(run.history.at(-1)).toMatchObject({
      type: 'instance.cancelled',
      detail: { reason: 'no longer wanted' },
    });
  });

  it('ignores whatever comes after the end', () => {
    const run = new Drive('do: [{ a: { set: { x: 1 } } }]');
    const before = run.instance;
    run.take({ kind: 'start' }, { kind: 'cancel' }, { kind: 'timer', id: '1:wait', at: 0 });
    expect(run.instance).toEqual(before);
  });

  it('ignores a second copy of a result', () => {
    const run = new Drive(
      'do: [{ get: { call: http, with: { method: get, endpoint: https://x.test } } }, { nap: { wait: PT1S } }]',
    );
    const [key = ''] = run.effects.keys();
    run.take({ kind: 'completed', key, output: 1 });
    const before = run.instance;
    run.take({ kind: 'completed', key, output: 2 });
    expect(run.instance).toEqual(before);
  });

  it('E6 needs every secret it declares', () => {
    const run = new Drive('use: { secrets: [token] }\ndo: [{ a: { set: { x: 1 } } }]');
    expect(run.instance.error).toMatchObject({ status: 403 });
  });

  it('X8 U13 shows only declared secrets to expressions', () => {
    const run = new Drive(
      `use: { secrets: [token] }\ndo: [{ a: { set: { names: '\${ $secrets | keys }' } } }]`,
      {
        secrets: { token: 't', other: 'o' },
      },
    );
    expect(run.output).toEqual({ names: ['token'] });
  });

  it.each([
    ['do: [{ a: { set: { x: 1 } } }]', { output: { x: 1 } }],
    [
      `do: [{ a: { raise: { error: { type: 'https://x.test/e', status: 418 } } } }]`,
      { error: { status: 418 } },
    ],
  ])('tells the parent how it ended: %s', (yaml, result) => {
    const parent = { instance: 'parent-1', key: 'parent-1/do/0/sub~1' };
    const run = new Drive(yaml, { parent });
    expect([...run.effects.values()]).toMatchObject([
      { kind: 'report', key: 'instance-1~end', parent, ...result },
    ]);
  });
});

describe('findings', () => {
  it('names every expression that does not compile, with its place', () => {
    expect(() => new Drive(`do: [{ a: { set: { x: '\${ .a + }', y: '\${ $nope }' } } }]`)).toThrow(
      /\/do\/0\/a\/set\/x: .*\n\/do\/0\/a\/set\/y: /,
    );
  });
});
