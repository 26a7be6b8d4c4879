import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

const call = (handler: string) => `
do:
  - attempt:
      try: [{ get: { call: http, with: { method: get, endpoint: https://x.test/ } } }]
      catch: ${handler}
  - after: { set: { after: '\${ . }' } }
`;

describe('try', () => {
  it('K27 hands on the output of what it tried', () => {
    const run = new Drive(call('{}'));
    run.succeed({ ok: true });
    expect(run.output).toEqual({ after: { ok: true } });
  });

  it('K27 catches and goes on with its own input when there is nothing to do', () => {
    const run = new Drive(call('{}'), { input: { kept: 1 } });
    run.fail(404);
    expect(run.output).toEqual({ after: { kept: 1 } });
  });

  it.each([
    ['title', 'T', 'U'],
    ['detail', 'D', 'E'],
    ['instance', '/do/0/a/try/0/r', '/do/0/a'],
    ['type', 'https://x.test/e', 'https://x.test/e2'],
  ])('K28 filters by %s', (member, equal, other) => {
    const error = '{ type: https://x.test/e, status: 418, title: T, detail: D }';
    const status = (value: string) =>
      new Drive(
        `do: [{ a: { try: [{ r: { raise: { error: ${error} } } }], catch: { errors: { with: { ${member}: '${value}' } } } } }]`,
      ).status;
    expect([status(equal), status(other)]).toEqual(['completed', 'faulted']);
  });

  it('K28 does not catch what its filter does not match', () => {
    const run = new Drive(call('{ errors: { with: { status: 503 } } }'));
    run.fail(404);
    expect(run.instance.error).toMatchObject({ status: 404, instance: '/do/0/attempt/try/0/get' });
  });

  it.each([
    'https://open-workflow-specification.org/spec/1.0.0/errors/communication',
    'https://serverlessworkflow.io/spec/1.0.0/errors/communication',
    'https://open-workflow-specification.org/dsl/errors/types/communication',
    'https://serverlessworkflow.io/dsl/errors/types/communication',
  ])('E5 K28 knows the standard error as %s', (type) => {
    const run = new Drive(call(`{ errors: { with: { type: '${type}' } } }`));
    run.fail(500);
    expect(run.status).toBe('completed');
  });

  it('K29 K31 X14 runs catch.do with the error under its name', () => {
    const run = new Drive(
      call(`{ as: problem, do: [{ note: { set: { status: '\${ $problem.status }' } } }] }`),
    );
    run.fail(404);
    expect(run.output).toEqual({ after: { status: 404 } });
  });

  it('K29 asks when and exceptWhen about the error', () => {
    const handler = `{ when: '$error.status >= 500', exceptWhen: '$error.status == 501' }`;
    const status = (code: number) => {
      const run = new Drive(call(handler));
      run.fail(code);
      return run.status;
    };
    expect([status(404), status(500), status(501)]).toEqual(['faulted', 'completed', 'faulted']);
  });

  it('K32 goes where catch.then says only when it caught something', () => {
    const yaml = `
do:
  - attempt:
      try: [{ get: { call: http, with: { method: get, endpoint: https://x.test/ } } }]
      catch: { then: recover }
  - ok: { set: { is: ok }, then: end }
  - recover: { set: { is: recovered } }
`;
    const caught = new Drive(yaml);
    caught.fail(500);
    const fine = new Drive(yaml);
    fine.succeed({});
    expect([caught.output, fine.output]).toEqual([{ is: 'recovered' }, { is: 'ok' }]);
  });

  it('K31 faults with the error of catch.do', () => {
    const run = new Drive(
      call(`{ do: [{ worse: { raise: { error: { type: 'https://x.test/worse', status: 418 } } } }] }`),
    );
    run.fail(404);
    expect(run.instance.error).toMatchObject({ status: 418, instance: '/do/0/attempt/catch/do/0/worse' });
  });

  it('raises a caught error again', () => {
    const run = new Drive(call(`{ do: [{ again: { raise: { error: '\${ $error }' } } }] }`));
    run.fail(404);
    expect(run.instance.error).toMatchObject({ status: 404, instance: '/do/0/attempt/try/0/get' });
  });
});

describe('retry', () => {
  const delays = (run: Drive, failures: number): number[] =>
    Array.from({ length: failures }, () => {
      run.fail(503);
      const before = run.now;
      if (run.timers.size > 0) run.nextTimer();
      return run.now - before;
    });

  it.each([
    ['constant', [3000, 3000, 3000]],
    ['linear', [3000, 6000, 9000]],
    ['exponential', [3000, 6000, 12_000]],
  ])('K33 spaces retries by %s backoff', (backoff, expected) => {
    const run = new Drive(
      call(`{ retry: { delay: PT3S, backoff: { ${backoff}: {} }, limit: { attempt: { count: 3 } } } }`),
    );
    expect(delays(run, 3)).toEqual(expected);
  });

  it('K33 counts retries after the first try, then lets the error go on', () => {
    const run = new Drive(call('{ retry: { delay: PT1S, limit: { attempt: { count: 2 } } } }'));
    delays(run, 2);
    expect(run.status).toBe('running');
    run.fail(503);
    expect(run.instance.error).toMatchObject({ status: 503 });
  });

  it('K31 runs catch.do once after the last retry', () => {
    const run = new Drive(
      call(
        '{ retry: { delay: PT1S, limit: { attempt: { count: 1 } } }, do: [{ give: { set: { gave: up } } }] }',
      ),
    );
    delays(run, 1);
    run.fail(503);
    expect(run.output).toEqual({ after: { gave: 'up' } });
    expect(run.log.filter((line) => line === 'task.started give')).toHaveLength(1);
  });

  it('K33 adds jitter from its range', () => {
    const run = new Drive(
      call('{ retry: { delay: PT1S, jitter: { from: PT1S, to: PT3S }, limit: { attempt: { count: 1 } } } }'),
    );
    expect(delays(run, 1)).toEqual([3000]);
  });

  it('K33 stops when the time for all attempts would be over', () => {
    const run = new Drive(call('{ retry: { delay: PT4S, limit: { duration: PT10S } } }'));
    expect(delays(run, 2)).toEqual([4000, 4000]);
    run.fail(503);
    expect(run.status).toBe('faulted');
  });

  it('K33 bounds each attempt and can catch that', () => {
    const run = new Drive(
      call(
        '{ errors: { with: { status: 408 } }, retry: { delay: PT1S, limit: { attempt: { count: 1, duration: PT5S } } } }',
      ),
    );
    run.nextTimer();
    expect(run.log).toContain('task.retried attempt');
    run.nextTimer();
    run.succeed({ late: false });
    expect(run.output).toEqual({ after: { late: false } });
  });

  it('K30 U11 uses a policy by name', () => {
    const run = new Drive(`
use: { retries: { gentle: { delay: PT7S, limit: { attempt: { count: 1 } } } } }
${call('{ retry: gentle }')}`);
    expect(delays(run, 1)).toEqual([7000]);
  });

  it('gives each attempt a key of its own', () => {
    const run = new Drive(call('{ retry: { limit: { attempt: { count: 1 } } } }'));
    const [first] = run.requests.keys();
    run.fail(503);
    run.nextTimer();
    const [second] = run.requests.keys();
    expect(first).not.toBe(second);
  });
});

describe('what a retry must not do', () => {
  const raise = `{ r: { raise: { error: { type: 'https://x.test/e', status: 500 } } } }`;

  it('is not lost when it comes due in the same millisecond again and again', () => {
    const run = new Drive(
      `do: [{t: {try: [${raise}], catch: {retry: {limit: {attempt: {count: 3}}}, do: [{g: {set: {up: true}}}]}}}]`,
    );
    for (let retry = 0; retry < 3; retry++) run.nextTimer();
    expect(run.output).toEqual({ up: true });
  });

  it.each(["when: '$error.status == 503'", "when: 'true', exceptWhen: '$error.status == 500'"])(
    'K33 lets an error go on that the policy is not meant for: %s',
    (condition) => {
      const run = new Drive(`do: [{t: {try: [${raise}], catch: {retry: {${condition}, delay: PT1S}}}}]`);
      expect(run.status).toBe('faulted');
    },
  );

  it('does not show the last error to the next attempt', () => {
    const run = new Drive(`
do:
  - outer:
      try: [${raise}]
      catch:
        do:
          - inner:
              try:
                - look: { set: { seen: '\${ $error.status }' }, export: { as: '{ seen: (($context.seen // []) + [$error.status]) }' } }
                - fail: { call: http, with: { method: get, endpoint: https://x.test } }
              catch: { retry: { delay: PT1S, limit: { attempt: { count: 1 } } }, do: [{ end: { set: '\${ $context.seen }' } }] }
`);
    run.fail(503);
    run.nextTimer();
    run.fail(503);
    expect(run.output).toEqual([500, 500]);
  });

  it('caps only what backoff adds', () => {
    const run = new Drive(call('{ retry: { delay: P2D, limit: { attempt: { count: 1 } } } }'));
    run.fail(503);
    const before = run.now;
    run.nextTimer();
    expect(run.now - before).toBe(2 * 24 * 60 * 60 * 1000);
  });

  it('keeps secrets out of the error that is stored', () => {
    const run = new Drive(
      `use: {secrets: [tok]}\ndo: [{a: {try: [{s: {set: {x: '\${ $secrets.tok | tonumber }'}}}], catch: {do: [{w: {wait: PT1H}}]}}}]`,
      { secrets: { tok: 'hunter2secret' } },
    );
    expect(JSON.stringify(run.instance)).not.toContain('hunter2secret');
    expect(JSON.stringify(run.history)).not.toContain('hunter2secret');
  });
});
