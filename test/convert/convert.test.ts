import { describe, expect, it } from 'vitest';
import { Names, taskName, workflowName, workflowVersion } from '../../src/convert/names.ts';
import { readDefinitions } from '../../src/definitions/index.ts';
import { parseFile } from '../../src/dsl/index.ts';
import { converted, notes, old, refusals } from './workbench.ts';

const idle = 'states: [{ name: A, type: sleep, duration: PT1S, end: true }]';

/** The task that the only action of a workflow becomes. */
function action(definitions: string, reference: string): unknown {
  return converted(
    `${definitions}\nstates: [{ name: A, type: operation, actions: [{ functionRef: ${reference}, actionDataFilter: { useResults: false } }], end: true }]`,
  );
}

describe('a converted workflow', () => {
  it('has name, version, title and what else describes it', () => {
    expect(
      converted(`name: Old one\ndescription: It is old\nannotations: [x]\nmetadata: { a: b }\n${idle}`),
    ).toEqual({
      document: {
        dsl: '1.0.3',
        namespace: 'default',
        name: 'old',
        version: '1.2.3',
        title: 'Old one',
        summary: 'It is old',
        metadata: { a: 'b', annotations: ['x'] },
      },
      do: [{ a: { wait: 'PT1S', then: 'end' } }],
    });
  });

  it('begins with the start state', () => {
    const states = `start: B\nstates:\n  - { name: A, type: sleep, duration: PT1S, end: true }\n  - { name: B, type: sleep, duration: PT2S, transition: A }\n`;
    expect(converted(states)).toMatchObject({
      do: [{ b: { wait: 'PT2S', then: 'a' } }, { a: { wait: 'PT1S', then: 'end' } }],
    });
  });

  it.each([
    ['start: { stateName: A, schedule: R/PT2H }', { every: 'PT2H' }],
    ['start: { stateName: A, schedule: { interval: PT1M } }', { every: 'PT1M' }],
    ['start: { stateName: A, schedule: { cron: 0 0/15 * * ? } }', { cron: '0 0/15 * * *' }],
    [
      'start: { stateName: A, schedule: { cron: { expression: 0 8 * * 1 }, timezone: Europe/Berlin } }',
      { cron: 'CRON_TZ=Europe/Berlin 0 8 * * 1' },
    ],
  ])('is started by the clock: %s', (start, schedule) => {
    expect(converted(`${start}\n${idle}`)).toMatchObject({ schedule });
  });

  it('has the timeouts of the workflow, its states, branches and actions', () => {
    const text = JSON.stringify(
      converted(`timeouts: { workflowExecTimeout: { duration: PT9H }, stateExecTimeout: PT8H, actionExecTimeout: PT7H, branchExecTimeout: PT6H }
functions: [{ name: f, type: expression, operation: '{}' }]
states: [{ name: A, type: parallel, branches: [{ name: b, actions: [{ functionRef: f }] }], end: true }]`),
    );
    for (const after of ['PT9H', 'PT8H', 'PT7H', 'PT6H'])
      expect(text).toContain(`"timeout":{"after":"${after}"}`);
  });

  it('has its input schema, and its secrets', () => {
    expect(converted(`dataInputSchema: https://x.example/s.json\nsecrets: [a]\n${idle}`)).toMatchObject({
      input: { schema: { resource: { endpoint: 'https://x.example/s.json' } } },
      use: { secrets: ['a'] },
    });
  });

  it('has its authentications', () => {
    const auth = `auth:
  - { name: b, properties: { username: u, password: '\${ $SECRETS.p.word }' } }
  - { name: t, scheme: bearer, properties: '\${ $SECRETS.token }' }
  - { name: o, scheme: oauth2, properties: { authority: https://id.example, grantType: clientCredentials, clientId: c, scopes: [s] } }
secrets: [p]
`;
    expect(converted(auth + idle)).toMatchObject({
      use: {
        authentications: {
          b: { basic: { username: 'u', password: '${ $secrets.p.word }' } },
          t: { bearer: { use: 'token' } },
          o: {
            oauth2: { authority: 'https://id.example', grant: 'client_credentials', client: { id: 'c' } },
          },
        },
        secrets: ['p', 'token'],
      },
    });
  });

  it('compares texts of events as they are, not as regular expressions', () => {
    const rest = `events: [{ name: E, type: 'a.b*', source: /x }]
states: [{ name: A, type: event, onEvents: [{ eventRefs: [E] }], end: true }]`;
    expect(converted(rest)).toMatchObject({
      schedule: { on: { one: { with: { type: 'a\\.b\\*', source: '/x' } } } },
    });
  });

  it('is YAML that reads back as what it is', () => {
    const { documents } = readDefinitions({ path: 'old.yaml', text: old(idle) });
    const [document] = documents;
    const again = parseFile({ path: 'new.yaml', text: document?.text ?? '' }).documents[0];
    expect(again?.value).toEqual(document?.value);
  });
});

describe('functions', () => {
  it.each([
    [
      'rest',
      'functions: [{ name: f, operation: "file://pets.json#getPet" }]',
      "{ refName: f, arguments: { id: '${ .id }', x: 1 } }",
      {
        call: 'openapi',
        with: {
          document: { endpoint: 'file://pets.json' },
          operationId: 'getPet',
          parameters: { id: '${ .id }', x: 1 },
        },
      },
    ],
    [
      'rest with a URL',
      'functions: [{ name: f, operation: "post:https://x.example/{id}" }]',
      "{ refName: f, arguments: { id: '${ .id }', x: 1 } }",
      {
        call: 'http',
        with: {
          method: 'post',
          endpoint: '${ "https://x.example/" + (.id | tostring | @uri) }',
          body: { x: 1 },
        },
      },
    ],
    [
      'custom rest',
      "functions: [{ name: f, type: custom, operation: 'rest:get:https://x.example/a' }]",
      '{ refName: f, arguments: { q: 1 } }',
      { call: 'http', with: { method: 'get', endpoint: 'https://x.example/a', query: { q: 1 } } },
    ],
    [
      'asyncapi',
      'functions: [{ name: f, type: asyncapi, operation: "file://a.yaml#send" }]',
      'f',
      {
        call: 'asyncapi',
        with: {
          document: { endpoint: 'file://a.yaml' },
          operation: 'send',
          message: { payload: '${ . }' },
        },
      },
    ],
    [
      'rpc',
      'functions: [{ name: f, type: rpc, operation: "file://a.proto#Users#Add", metadata: { host: h, port: "50051" } }]',
      '{ refName: f, arguments: { a: 1 } }',
      {
        call: 'grpc',
        with: {
          proto: { endpoint: 'file://a.proto' },
          service: { name: 'Users', host: 'h', port: 50051 },
          method: 'Add',
          arguments: { a: 1 },
        },
      },
    ],
    [
      'with authentication of a local document',
      'auth: [{ name: k, scheme: bearer, properties: { token: t } }]\nfunctions: [{ name: f, operation: "file://a.json#op", authRef: k }]',
      'f',
      { with: { document: { endpoint: 'file://a.json' }, authentication: { use: 'k' } } },
    ],
    [
      'with authentication of a remote document',
      'auth: [{ name: k, scheme: bearer, properties: { token: t } }]\nfunctions: [{ name: f, operation: "https://x.example/a.json#op", authRef: k }]',
      'f',
      { with: { document: { endpoint: { uri: 'https://x.example/a.json', authentication: { use: 'k' } } } } },
    ],
  ])('%s', (_name, definitions, reference, task) => {
    expect(action(definitions, reference)).toMatchObject({ do: [{ a: task }] });
  });

  it('run other workflows', () => {
    const rest =
      'states: [{ name: A, type: operation, actions: [{ subFlowRef: { workflowId: other one, version: "2" } }], end: true }]';
    expect(converted(rest)).toMatchObject({
      do: [
        {
          a: {
            run: { workflow: { namespace: 'default', name: 'other-one', version: '2.0.0', input: '${ . }' } },
          },
        },
      ],
    });
  });
});

const operation = (reference: string, more = '') =>
  `states:\n  - name: A\n    type: operation\n    actions:\n      - ${reference}\n    end: true\n${more}`;

describe('what has no counterpart', () => {
  it.each([
    ['keepActive: true', '1:13', "'keepActive' has no counterpart"],
    ['specVersion: "0.7"', '1:14', 'version 0.7'],
    ['expressionLang: jsonpath', '1:17', 'jq'],
    ['functions: file://f.json', '1:12', 'a file of its own is not read'],
    ['constants: file://f.json', '1:12', 'a file of its own is not read'],
    ['timeouts: { workflowExecTimeout: { duration: PT1S, runBefore: A } }', '1:63', 'runBefore'],
    ['start: { stateName: A, schedule: R/2020-01-01T00:00:00Z/PT1H }', '1:34', 'a beginning or an end'],
    ['start: { stateName: Nobody, schedule: PT1H }', '1:21', "there is no 'Nobody' in 'states'"],
    ['staes: []', '1:1', "no key 'staes'"],
  ])('is refused: %s', (text, at, message) => {
    const lines = refusals(`${text}\n${idle}`.replace(/^specVersion.*\n/, ''));
    if (text.startsWith('specVersion')) {
      const [document] = readDefinitions({ path: 'a', text: `id: a\n${text}\n${idle}` }).diagnostics;
      expect(document?.message).toContain(message);
      return;
    }
    expect(lines).toContainEqual(expect.stringContaining(message));
    expect(lines.find((line) => line.includes(message))).toMatch(new RegExp(`^${at} `));
  });

  it.each([
    ['graphql', 'functions of GraphQL have no counterpart'],
    ['odata', 'functions of OData have no counterpart'],
    ['rpc', 'does not say where a gRPC service is'],
  ])('is refused: a function of type %s', (type, message) => {
    const functions = `functions: [{ name: f, type: ${type}, operation: 'a#b#c' }]\n`;
    expect(refusals(functions + operation('functionRef: f'))).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['end: { continueAs: x }', "'continueAs' has no counterpart"],
    ['end: { compensate: true }', "'compensate' has no counterpart"],
    ['end: true, compensatedBy: B', 'compensation has no counterpart'],
    ['transition: Nobody', "there is no 'Nobody' in 'states'"],
    ['type: sleepy, end: true', "no state of type 'sleepy'"],
  ])('is refused: %s', (text, message) => {
    const type = text.startsWith('type') ? '' : 'type: sleep, duration: PT1S, ';
    expect(refusals(`states: [{ name: A, ${type}${text} }]`)).toEqual([expect.stringContaining(message)]);
  });

  it('is refused: a number of branches that a fork cannot wait for', () => {
    const branches = ['a', 'b', 'c'].map((name) => `{ name: ${name}, actions: [] }`).join(', ');
    const state = `{ name: A, type: parallel, branches: [${branches}], completionType: atLeast, numCompleted: 2, end: true }`;
    expect(refusals(`states: [${state}]`)).toEqual([expect.stringContaining('not for some of them')]);
  });

  it('is told once of a section in a file of its own', () => {
    const events = 'events: file://e.json\n';
    const state = '{ name: A, type: event, onEvents: [{ eventRefs: [E, F] }], end: true }';
    expect(refusals(`${events}states: [${state}]`)).toEqual(['1:9 a list in a file of its own is not read']);
    expect(refusals('states: [{ name: A, type: event, onEvents: [], end: true }]')).toEqual([
      expect.stringContaining('at least one event'),
    ]);
  });

  it('is told all at once, each where it stands', () => {
    const rest = operation(
      'functionRef: missing',
      "  - name: B\n    type: switch\n    dataConditions:\n      - condition: '${ .a b }'\n        end: true\n    defaultCondition: { end: true }\n",
    );
    const [first, second, ...others] = refusals(rest);
    expect(first).toMatch(/^5:22 there is no 'missing' in 'functions'/);
    expect(second).toMatch(/^10:27 /);
    expect(others).toEqual([]);
  });
});

describe('notes', () => {
  it('say what had to be decided', () => {
    const state = '{ name: A, type: foreach, inputCollection: .x, actions: [], end: true }';
    expect(notes(`states: [${state}]`)).toEqual([
      "DSL 0.8 has no namespaces: it is in 'default'",
      'the rounds run one after the other: DSL 1.0 has no parallel loop',
    ]);
  });
});

describe('places', () => {
  it('of the new workflow are those of the old one', () => {
    const text = old(
      operation(
        "functionRef: { refName: f, arguments: { a: '${ .a }' } }",
        'functions: [{ name: f, operation: "a.json#op" }]',
      ),
    );
    const [document] = readDefinitions({ path: 'old.yaml', text }).documents;
    const at = (pointer: string) => {
      const { line, column } = document?.locate(pointer) ?? { line: 0, column: 0 };
      return text.split('\n')[line - 1]?.slice(column - 1);
    };
    expect(at('/do/0/a')).toMatch(/^functionRef|^name: A/);
    expect(at('/do/0/a/with/parameters/a')).toMatch(/^\{ a: /);
    expect(at('/do/0/a/with/operationId')).toMatch(/^"a.json#op"/);
    expect(at('/nowhere')).toMatch(/^id: old/);
  });
});

describe('names', () => {
  it.each([
    ['Receive New Order Event', 'receiveNewOrderEvent'],
    ['send-mail_2', 'sendMail2'],
    ['URLCheck', 'URLCheck'],
    ['Überprüfen', 'überprüfen'],
    ['???', '???'],
  ])('of the task %j is %s', (text, name) => expect(taskName(text)).toBe(name));

  it('are there once in a list, and are no directives', () => {
    const names = new Names();
    expect(['A b', 'a-b', 'End', 'Exit'].map((text) => names.take(text))).toEqual([
      'aB',
      'aB2',
      'end2',
      'exit2',
    ]);
  });

  it.each([
    ['order.v1', 'order-v1'],
    ['-a-', 'a'],
    ['?', 'workflow'],
  ])('of the workflow %j is %s', (text, name) => expect(workflowName(text)).toBe(name));

  it.each([
    ['1', '1.0.0'],
    ['1.0', '1.0.0'],
    ['v2.3.4', '2.3.4'],
    ['1.0.0-rc.1', '1.0.0-rc.1'],
    ['draft one', '0.0.0-draft-one'],
  ])('of the version %j is %s', (text, version) => expect(workflowVersion(text)).toBe(version));
});
