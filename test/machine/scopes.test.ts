import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/json/json.ts';
import { Drive } from './drive.ts';

const raised = '{ raise: { error: { type: https://x.test/e, status: 418 } } }';

/** The same task at every place that a task can stand in, with the pointer it has there. */
const places: readonly (readonly [string, (task: string) => string, string])[] = [
  ['do', (task) => `do: [{ a: { do: [{ b: ${task} }] } }]`, '/do/0/a/do/0/b'],
  ['for', (task) => `do: [{ a: { for: { in: '[1]' }, do: [{ b: ${task} }] } }]`, '/do/0/a/do/0/b'],
  ['fork', (task) => `do: [{ a: { fork: { branches: [{ b: ${task} }] } } }]`, '/do/0/a/fork/branches/0/b'],
  [
    'try',
    (task) => `do: [{ a: { try: [{ b: ${task} }], catch: { errors: { with: { status: 499 } } } } }]`,
    '/do/0/a/try/0/b',
  ],
  [
    'catch',
    (task) => `do: [{ a: { try: [{ x: ${raised} }], catch: { do: [{ b: ${task} }] } } }]`,
    '/do/0/a/catch/do/0/b',
  ],
  [
    'listen.foreach',
    (task) =>
      `do: [{ a: { listen: { to: { any: [{ with: { type: t } }], until: 'length == 9' } }, foreach: { do: [{ b: ${task} }] } } }]`,
    '/do/0/a/foreach/do/0/b',
  ],
  [
    'a function',
    (task) => `use: { functions: { f: { do: [{ b: ${task} }] } } }\ndo: [{ a: { call: f } }]`,
    '/use/functions/f/do/0/b',
  ],
  [
    'before of an extension',
    (task) =>
      `use: { extensions: [{ e: { extend: wait, before: [{ b: ${task} }] } }] }\ndo: [{ a: { wait: PT1H } }]`,
    '/use/extensions/0/e/before/0/b',
  ],
  [
    'after of an extension',
    (task) =>
      `use: { extensions: [{ e: { extend: set, after: [{ b: ${task} }] } }] }\ndo: [{ a: { set: { x: 1 } } }]`,
    '/use/extensions/0/e/after/0/b',
  ],
];

/** Runs the workflow, and sends an event to whatever listens. */
function run(yaml: string): Drive {
  const drive = new Drive(yaml);
  if (drive.waits.size > 0) drive.event({ type: 't' });
  return drive;
}

describe('a task', () => {
  it.each(places)('K18 T10 that faults in %s is named by its pointer', (_place, inside, pointer) => {
    expect(run(inside(raised)).instance.error).toMatchObject({ status: 418, instance: pointer });
  });

  it.each(places)(
    'T10 whose expression fails in %s is named too, and so is the expression',
    (_place, inside, pointer) => {
      const { error } = run(inside(`{ set: { n: '\${ error("no") }' } }`)).instance;
      expect(error).toMatchObject({ instance: pointer, at: `${pointer}/set` });
    },
  );

  it.each(places)('E2 that says end in %s ends the workflow with its output', (_place, inside) => {
    const drive = run(`${inside('{ set: { last: true }, then: end }')}\noutput: { as: '{ end: . }' }`);
    expect([drive.status, drive.output]).toEqual(['completed', { end: { last: true } }]);
    expect([drive.timers.size, drive.waits.size]).toEqual([0, 0]);
  });

  it.each(places.filter(([place]) => !place.includes('extension')))(
    'X10 has a descriptor of its own in %s',
    (_place, inside, pointer) => {
      const drive = run(
        inside(`{ metadata: { m: 1 }, set: { task: $task }, then: end }`).replace('$task', `'\${ $task }'`),
      );
      expect(drive.output).toMatchObject({
        task: { name: 'b', reference: pointer, definition: { metadata: { m: 1 } }, startedAt: {} },
      });
    },
  );
});

describe('exit', () => {
  const steps = '[{ b: { set: { left: true }, then: exit } }, { c: { set: { left: false } } }]';
  const left = { left: true };
  const lists: readonly (readonly [string, string, Json])[] = [
    ['the root', `do: ${steps}`, left],
    ['do', `do: [{ a: { do: ${steps} } }]`, left],
    ['for, which is over then', `do: [{ a: { for: { in: '[1, 2]' }, do: ${steps} } }]`, left],
    [
      'a list in a branch',
      `do: [{ a: { fork: { branches: [{ x: { do: ${steps} } }, { y: { set: { y: 1 } } }] } } }]`,
      [left, { y: 1 }],
    ],
    ['try', `do: [{ a: { try: ${steps}, catch: {} } }]`, left],
    ['catch', `do: [{ a: { try: [{ x: ${raised} }], catch: { do: ${steps} } } }]`, left],
    [
      'listen.foreach, which is over then',
      `do: [{ a: { listen: { to: { any: [{ with: { type: t } }], until: 'length == 9' } }, foreach: { do: ${steps} } } }]`,
      [left],
    ],
    ['a function', `use: { functions: { f: { do: ${steps} } } }\ndo: [{ a: { call: f } }]`, left],
  ];

  it.each(lists)('E2 leaves the list of %s', (_owner, yaml, expected) => {
    const drive = run(yaml);
    expect([drive.status, drive.output]).toEqual(['completed', expected]);
  });
});

describe('a timeout', () => {
  const kinds: readonly (readonly [string, string])[] = [
    ['wait', 'wait: PT1H'],
    ['do', 'do: [{ w: { wait: PT1H } }]'],
    ['for', `for: { in: '[1]' }, do: [{ w: { wait: PT1H } }]`],
    [
      'fork',
      'fork: { branches: [{ w: { wait: PT1H } }, { v: { listen: { to: { one: { with: { type: t } } } } } }] }',
    ],
    ['listen', 'listen: { to: { one: { with: { type: t } } } }'],
    ['try', 'try: [{ w: { wait: PT1H } }], catch: { do: [{ c: { set: { caught: inside } } }] }'],
    ['try that waits to try again', `try: [{ x: ${raised} }], catch: { retry: { delay: PT1H } }`],
    ['call', 'call: http, with: { method: get, endpoint: https://x.test/ }'],
    ['call of a function', 'call: f'],
    ['run', "run: { workflow: { namespace: test, name: child, version: '1.0.0' } }"],
  ];
  const limits: readonly (readonly [string, string])[] = [
    ['inline', '{ after: PT2S }'],
    ['by name', 'short'],
    ['computed', `{ after: '\${ "PT\\(1 + 1)S" }' }`],
  ];
  const cases = kinds.flatMap(([kind, task]) =>
    limits.map(([form, limit]): [string, string, string, string] => [form, kind, task, limit]),
  );

  it.each(cases)(
    'T6 E3 %s interrupts %s, and only who is around it may catch that',
    (_form, _kind, task, timeout) => {
      const drive = new Drive(`
use: { timeouts: { short: { after: PT2S } }, functions: { f: { wait: PT1H } } }
do: [{ around: { try: [{ slow: { ${task}, timeout: ${timeout} } }], catch: { errors: { with: { status: 408 } }, do: [{ c: { set: { from: '\${ $error.instance }' } } }] } } }]`);
      const { now } = drive;
      drive.nextTimer();
      expect(drive.now - now).toBe(2_000);
      expect(drive.output).toEqual({ from: '/do/0/around/try/0/slow' });
      expect([drive.timers.size, drive.waits.size]).toEqual([0, 0]);
    },
  );

  it('E3 of the workflow is caught by nobody', () => {
    const drive = new Drive(
      'timeout: { after: PT2S }\ndo: [{ a: { try: [{ w: { wait: PT1H } }], catch: {} } }]',
    );
    drive.nextTimer();
    expect(drive.instance.error).toMatchObject({ status: 408 });
  });

  it('T6 begins anew with each attempt', () => {
    const drive = new Drive(
      'do: [{ a: { try: [{ w: { wait: PT1H, timeout: { after: PT2S } } }], catch: { retry: { delay: PT1S, limit: { attempt: { count: 1 } } } } } }]',
    );
    const { now } = drive;
    for (let timer = 0; timer < 3; timer++) drive.nextTimer();
    expect(drive.now - now).toBe(5_000);
    expect(drive.instance.error).toMatchObject({ status: 408, instance: '/do/0/a/try/0/w' });
  });
});
