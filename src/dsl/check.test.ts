import { describe, expect, test } from 'vitest';
import { checkWorkflow, parseFile } from './index.ts';

const head = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\n';

const check = (text: string) => {
  const { documents, diagnostics } = parseFile({ path: 'a.yaml', text });
  const [document] = documents;
  expect(diagnostics).toEqual([]);
  if (document === undefined) throw new Error('no document');
  return checkWorkflow(document);
};

/** `code line:column` of every diagnostic; the root of the workflow begins at line 2. */
const told = (body: string) =>
  check(head + body).diagnostics.map(({ code, position }) => `${code} ${position.line}:${position.column}`);
const hints = (body: string) => check(head + body).diagnostics.map(({ hint }) => hint);

test('a good workflow comes back with its text and places', () => {
  const text = `${head}do:\n  - a: { set: { x: 1 } }\n`;
  const { workflow, diagnostics } = check(text);
  expect(diagnostics).toEqual([]);
  expect(workflow).toMatchObject({ file: 'a.yaml', text, definition: { do: [{ a: { set: { x: 1 } } }] } });
  expect(workflow?.locate('/do/0/a/set')).toEqual({ line: 3, column: 15 });
});

test('a document of another kind is no workflow, and not judged as one', () => {
  expect(check('asyncapi: 3.0.0')).toEqual({ diagnostics: [] });
});

test('errors of the schema and of the checks are told together, in file order', () => {
  expect(
    told('do:\n  - a: { set: { x: 1 }, then: nowhere }\n  - b: { set: 1 }\n  - c: { call: nothing }'),
  ).toEqual(['then-target 3:31', 'wrong-type 4:15', 'unknown-function 5:16']);
});

describe('dsl version', () => {
  const version = (dsl: string) =>
    check(
      `document: { dsl: ${dsl}, namespace: a, name: b, version: 1.0.0 }\ndo: [{ a: { set: { x: 1 } } }]`,
    ).diagnostics.map(({ code }) => code);

  test.each(['1.0.0', '1.0.3', '1.0.99', '1.0.4-alpha1'])('D1 %s is accepted', (dsl) => {
    expect(version(dsl)).toEqual([]);
  });

  test.each(['0.9.0', '1.0.0-alpha5', '1.1.0', '1.1.0-alpha1', '2.0.0'])('%s is refused', (dsl) => {
    expect(version(dsl)).toEqual(['dsl-version']);
  });
});

describe('then', () => {
  test.each(['continue', 'exit', 'end', 'a', 'b'])('%s is a target', (target) => {
    expect(told(`do: [{ a: { set: { x: 1 } } }, { b: { set: { x: 1 }, then: ${target} } }]`)).toEqual([]);
  });

  test('D11 T7 an unknown target names the nearest task', () => {
    expect(hints('do: [{ pay: { set: { x: 1 }, then: shipp } }, { ship: { set: { x: 1 } } }]')).toEqual([
      "did you mean 'ship'?",
    ]);
  });

  test('a misspelt directive is recognised', () => {
    expect(hints('do: [{ a: { set: { x: 1 }, then: exitt } }]')).toEqual(["did you mean 'exit'?"]);
  });

  test('a task of an outer list is out of reach', () => {
    const body = 'do:\n  - a:\n      do:\n        - b: { set: { x: 1 }, then: c }\n  - c: { set: { x: 1 } }';
    const { diagnostics } = check(head + body);
    expect(diagnostics).toMatchObject([
      {
        code: 'then-target',
        message: expect.stringContaining('another list'),
        position: { line: 5, column: 37 },
      },
    ]);
  });

  test('a task of an inner list is out of reach', () => {
    expect(told('do: [{ a: { do: [{ b: { set: { x: 1 } } }], then: b } }]')).toEqual(['then-target 2:51']);
  });

  test('the cases of a switch go to tasks of the list that the switch is in', () => {
    const cases = (target: string) =>
      told(`do: [{ a: { switch: [{ one: { then: ${target} } }] } }, { b: { set: { x: 1 } } }]`);
    expect(cases('b')).toEqual([]);
    expect(cases('one')).toEqual(['then-target 2:37']);
  });

  test('a catch goes to tasks of the list that the try is in', () => {
    const caught = (target: string) =>
      told(
        `do: [{ a: { try: [{ b: { set: { x: 1 } } }], catch: { then: ${target} } } }, { c: { set: { x: 1 } } }]`,
      );
    expect(caught('c')).toEqual([]);
    expect(caught('b')).toEqual(['then-target 2:61']);
  });

  test('a branch of a fork has nowhere to go', () => {
    const branch = (target: string) =>
      told(
        `do: [{ a: { fork: { branches: [{ b: { set: { x: 1 }, then: ${target} } }, { c: { set: { x: 1 } } }] } } }]`,
      );
    expect(branch('c')).toEqual(['then-target 2:60']);
    expect(branch('exit')).toEqual([]);
  });

  test('the list within a branch is a list as any other', () => {
    expect(
      told(
        'do: [{ a: { fork: { branches: [{ b: { do: [{ c: { set: { x: 1 }, then: d } }, { d: { set: { x: 1 } } }] } }] } } }]',
      ),
    ).toEqual([]);
  });

  test("a function's task has nowhere to go", () => {
    expect(told('use: { functions: { f: { set: { x: 1 }, then: a } } }\ndo: [{ a: { call: f } }]')).toEqual([
      'then-target 2:47',
    ]);
  });

  test.each(['for: { in: .x }, do', 'listen: { to: { one: { with: { type: t } } } }, foreach: { do', 'try'])(
    'the list of %s is its own',
    (start) => {
      const list = '[{ b: { set: { x: 1 }, then: a } }]';
      const end = start.startsWith('listen') ? ' }' : start === 'try' ? ', catch: {}' : '';
      expect(check(`${head}do: [{ a: { ${start}: ${list}${end} } }]`).diagnostics).toMatchObject([
        { code: 'then-target' },
      ]);
    },
  );
});

describe('names', () => {
  test('D11 two tasks of a list have different names', () => {
    expect(told('do:\n  - a: { set: { x: 1 } }\n  - a: { set: { x: 1 } }')).toEqual(['duplicate-name 4:5']);
  });

  test('tasks of different lists may have the same name', () => {
    expect(told('do: [{ a: { do: [{ a: { set: { x: 1 } } }] } }]')).toEqual([]);
  });

  test.each(['continue', 'exit', 'end'])('no task is named %s', (name) => {
    expect(told(`do: [{ ${name}: { set: { x: 1 } } }]`)).toEqual(['reserved-name 2:8']);
  });

  test('two cases of a switch have different names', () => {
    expect(told('do: [{ a: { switch: [{ x: { when: .x, then: end } }, { x: { then: end } }] } }]')).toEqual([
      'duplicate-name 2:56',
    ]);
  });

  test('D11 K26 a switch has one default', () => {
    expect(told('do: [{ a: { switch: [{ x: { then: end } }, { y: { then: exit } }] } }]')).toEqual([
      'duplicate-default 2:46',
    ]);
  });
});

describe('references', () => {
  const http = (authentication: string) =>
    `do: [{ a: { call: http, with: { method: get, endpoint: { uri: 'https://x', authentication: ${authentication} } } } }]`;

  test.each([
    [
      'a timeout of a task',
      'do: [{ a: { set: { x: 1 }, timeout: long } }]',
      'use: { timeouts: { long: { after: PT1S } } }',
    ],
    [
      'a timeout of the workflow',
      'timeout: long\ndo: [{ a: { set: { x: 1 } } }]',
      'use: { timeouts: { long: { after: PT1S } } }',
    ],
    ['a retry', 'do: [{ a: { try: [], catch: { retry: r } } }]', 'use: { retries: { r: { delay: PT1S } } }'],
    ['an error', 'do: [{ a: { raise: { error: e } } }]', 'use: { errors: { e: { type: x, status: 400 } } }'],
    ['a policy in use', http('{ use: p }'), 'use: { authentications: { p: { bearer: { token: x } } } }'],
    ['a policy by its name', http('p'), 'use: { authentications: { p: { bearer: { token: x } } } }'],
    ['a secret', http('{ bearer: { use: s } }'), 'use: { secrets: [s] }'],
  ])('D11 U11 %s is defined', (_what, body, use) => {
    expect(check(head + body).diagnostics).toMatchObject([{ code: 'unknown-reference' }]);
    expect(told(`${use}\n${body}`)).toEqual([]);
  });

  test('a name that is not there names the nearest', () => {
    expect(
      hints('use: { timeouts: { long: { after: PT1S } } }\ntimeout: lnog\ndo: [{ a: { set: { x: 1 } } }]'),
    ).toEqual(["did you mean 'long'?"]);
  });

  test('names inherited by every object are not there', () => {
    expect(told('timeout: constructor\ndo: [{ a: { set: { x: 1 } } }]')).toEqual(['unknown-reference 2:10']);
  });

  test('a duration in place of a timeout gets a hint', () => {
    expect(hints('timeout: PT5M\ndo: [{ a: { set: { x: 1 } } }]')).toEqual([
      expect.stringContaining('timeout: { after: PT5M }'),
    ]);
  });

  test('an expression raises what it yields', () => {
    expect(told("do: [{ a: { raise: { error: '${ $error }' } } }]")).toEqual([]);
  });
});

describe('calls', () => {
  const call = (name: string) =>
    told(
      `use: { functions: { pay: { set: { x: 1 } } }, catalogs: { ours: { endpoint: x } } }\ndo: [{ a: { call: '${name}' } }]`,
    );

  test.each([
    'pay',
    'log:1.0.0',
    'log:1.0.0@ours',
    'log:1.0.0@default',
    'https://example.com/log/function.yaml',
    'https://example.com/log@v1.0.0',
    'file:///functions/log.yaml',
  ])('%s is a function', (name) => {
    expect(call(name)).toEqual([]);
  });

  test.each(['paid', 'log:latest', 'log@ours', 'htttp', 'toString'])('%s is none', (name) => {
    expect(call(name)).toEqual(['unknown-function 3:19']);
  });

  test('a catalog that is not there is told', () => {
    expect(call('log:1.0.0@theirs')).toEqual(['unknown-reference 3:19']);
  });

  test('a call that resembles nothing may be one of a plug-in', () => {
    expect(hints('do: [{ a: { call: resize } }]')).toEqual([
      expect.stringContaining('load its plug-in with --plugin'),
    ]);
  });

  test('a misspelt kind of call names the kind', () => {
    expect(hints('do: [{ a: { call: htpp, with: {} } }]')).toEqual(["did you mean 'http'?"]);
  });
});

describe('durations', () => {
  test('parts that add up to more than 1000 years are refused', () => {
    expect(told('do: [{ a: { wait: { days: 366000 } } }]')).toEqual(['invalid-duration 2:19']);
  });

  test('an interval is longer than zero', () => {
    expect(told('schedule: { every: PT0S }\ndo: [{ a: { set: { x: 1 } } }]')).toEqual([
      'invalid-duration 2:20',
    ]);
    expect(told('schedule: { after: PT0S }\ndo: [{ a: { set: { x: 1 } } }]')).toEqual([]);
  });

  test('a jitter goes from less to more', () => {
    const jitter = (from: string, to: string) =>
      told(`do: [{ a: { try: [], catch: { retry: { jitter: { from: '${from}', to: '${to}' } } } } }]`);
    expect(jitter('PT1M', 'PT30S')).toEqual(['invalid-duration 2:48']);
    expect(jitter('PT1S', 'PT1S')).toEqual([]);
    expect(jitter('${ .x }', 'PT1S')).toEqual([]);
  });
});
