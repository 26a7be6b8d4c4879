import { describe, expect, it } from 'vitest';
import { compileWorkflow } from '../../src/machine/index.ts';
import { Drive, define } from './drive.ts';

const output = (yaml: string, options: ConstructorParameters<typeof Drive>[1] = {}) =>
  new Drive(yaml, options).output;

describe('data flow', () => {
  it('F3 sends a task through its stages in their order, each on what the one before made', () => {
    const run = new Drive(
      `
do:
  - a:
      if: .raw == 1
      input: { schema: { document: { required: [raw] } }, from: { shaped: '\${ .raw + 1 }' } }
      set: { done: '\${ .shaped + 1 }' }
      output: { as: { out: '\${ .done + 1 }' }, schema: { document: { required: [out] } } }
      export: { as: { exported: '\${ .out + 1 }' }, schema: { document: { required: [exported] } } }
  - b: { set: { data: '\${ . }', context: '\${ $context }' } }
`,
      { input: { raw: 1 } },
    );
    expect(run.output).toEqual({ data: { out: 4 }, context: { exported: 5 } });
  });

  it('F4 hands the transformed output on, which need not be an object', () => {
    expect(output(`do: [{ a: { set: { n: 5 }, output: { as: .n } } }, { b: { set: '\${ . + 1 }' } }]`)).toBe(
      6,
    );
  });

  it('T5 shapes input and output by objects with expressions inside', () => {
    const yaml = `do: [{ a: { input: { from: { n: '\${ .a.n }', fixed: [x] } }, set: '\${ . }', output: { as: { got: '\${ . }' } } } }]`;
    expect(output(yaml, { input: { a: { n: 1 } } })).toEqual({ got: { n: 1, fixed: ['x'] } });
  });

  it('T7 goes on, ends the list, ends the workflow or goes to a task, as then says', () => {
    const yaml = (then: string) => `
do:
  - list: { do: [{ a: { set: { at: a }, then: ${then} } }, { b: { set: { at: b } } }, { c: { set: { at: '\${ .at + "c" }' } } }] }
  - last: { set: { at: '\${ .at + "!" }' } }`;
    const results = ['continue', 'exit', 'end', 'c'].map((then) => output(yaml(then)));
    expect(results).toEqual([{ at: 'bc!' }, { at: 'a!' }, { at: 'a' }, { at: 'ac!' }]);
  });

  it('T8 keeps the metadata of a task readable', () => {
    const yaml = `do: [{ a: { metadata: { owner: ada }, set: { owner: '\${ $task.definition.metadata.owner }' } } }]`;
    expect(output(yaml)).toEqual({ owner: 'ada' });
  });
});

describe('expressions', () => {
  it('X1 are jq', () => {
    const yaml = `do: [{ a: { set: { sum: '\${ [.items[] | select(.price > 1) | .price] | add }' } } }]`;
    expect(output(yaml, { input: { items: [{ price: 1 }, { price: 2 }, { price: 3 }] } })).toEqual({
      sum: 5,
    });
  });

  it('X3 stand bare where a field is one', () => {
    const yaml = `
do:
  - a: { if: .n == 1, input: { from: .list }, for: { in: ., each: x }, while: '$x < 3', do: [{ s: { set: '\${ $x }' } }], output: { as: . + 10 } }
  - b: { switch: [{ yes: { when: . == 12, then: end } }] }
  - c: { set: { not: reached } }`;
    expect(output(yaml, { input: { n: 1, list: [1, 2, 3] } })).toBe(12);
  });

  it('X7 have $context, $input and $output where the DSL offers them', () => {
    const yaml = `
do:
  - a: { set: { n: 1 }, export: { as: { n: '\${ $output.n }' } } }
  - b: { input: { from: { m: '\${ .n + $context.n }' } }, set: { sum: '\${ $input.m + $context.n }' }, output: { as: '{ sum, input: $input }' } }`;
    expect(output(yaml)).toEqual({ sum: 3, input: { m: 2 } });
  });

  it('X10 describe the task by name, reference, definition, input, output and start', () => {
    const yaml = `do: [{ a: { input: { from: .x }, set: { y: 2 }, output: { as: $task } } }]`;
    expect(output(yaml, { input: { x: 1 } })).toMatchObject({
      name: 'a',
      reference: '/do/0/a',
      definition: { input: { from: '.x' }, set: { y: 2 }, output: { as: '$task' } },
      input: { x: 1 },
      output: { y: 2 },
      startedAt: { epoch: { milliseconds: 1_000_000 } },
    });
  });

  it('X11 describe the workflow by id, definition, input and start', () => {
    const yaml = `do: [{ a: { input: { from: '{}' }, set: '\${ $workflow }' } }]`;
    expect(output(yaml, { input: { x: 1 } })).toMatchObject({
      id: 'instance-1',
      definition: { document: { namespace: 'test', name: 'sample', version: '1.0.0' }, do: [{ a: {} }] },
      input: { x: 1 },
      startedAt: { iso8601: '1970-01-01T00:16:40.000Z' },
    });
  });

  it('X12 describe the runtime by name, version and metadata', () => {
    expect(output(`do: [{ a: { set: '\${ $runtime }' } }]`)).toEqual({
      name: 'eventctl',
      version: '0.0.0',
      metadata: {},
    });
  });

  it('X13 have dates as ISO 8601 and as seconds and milliseconds', () => {
    expect(output(`do: [{ a: { set: '\${ $workflow.startedAt }' } }]`)).toEqual({
      iso8601: '1970-01-01T00:16:40.000Z',
      epoch: { seconds: 1000, milliseconds: 1_000_000 },
    });
  });

  it('X14 have the variables of loops, of events and of catch, under their own names or those given', () => {
    const loop = (names: string) => `for: { in: '[7]'${names} }`;
    const yaml = `
do:
  - a: { ${loop('')}, do: [{ s: { set: { item: '\${ $item }', index: '\${ $index }' } } }] }
  - b: { ${loop(', each: x, at: i')}, do: [{ s: { set: '\${ . + { x: $x, i: $i } }' } }] }
  - c: { try: [{ r: { raise: { error: { type: 'https://x.test/e', status: 418 } } } }], catch: { do: [{ s: { set: '\${ . + { status: $error.status } }' } }] } }
  - d: { listen: { to: { one: { with: { type: t } } } }, foreach: { do: [{ s: { set: { event: '\${ $item }', at: '\${ $index }' } } }] }, input: { from: . }, output: { as: '[$input, .]' } }`;
    const run = new Drive(yaml);
    run.event({ type: 't', data: 'e' });
    expect(run.output).toEqual([{ item: 7, index: 0, x: 7, i: 0, status: 418 }, [{ event: 'e', at: 0 }]]);
  });
});

describe('tasks', () => {
  it('K1 runs the tasks of a do in order, and puts out what the last one did', () => {
    const yaml = `do: [{ list: { do: [{ a: { set: { n: 1 } } }, { b: { set: { n: '\${ .n + 1 }' }, output: { as: .n } } }] } }]`;
    expect(output(yaml)).toBe(2);
  });

  it('K2 emits the attributes and extensions that are given, evaluated', () => {
    const yaml = `
do:
  - a:
      emit:
        event:
          with:
            id: '\${ "id-" + .n }'
            source: https://x.test/shop
            type: placed
            time: '2026-01-02T03:04:05Z'
            subject: order
            datacontenttype: application/json
            dataschema: https://x.test/schema
            data: { n: '\${ .n }' }
            tenant: '\${ .n }'`;
    expect(output(yaml, { input: { n: '7' } })).toEqual({
      specversion: '1.0',
      id: 'id-7',
      source: 'https://x.test/shop',
      type: 'placed',
      time: '2026-01-02T03:04:05Z',
      subject: 'order',
      datacontenttype: 'application/json',
      dataschema: 'https://x.test/schema',
      data: { n: '7' },
      tenant: '7',
    });
  });

  it.each([
    ['literals', '{ type: t, subject: a }'],
    ['a regular expression', '{ type: t, subject: "[a-c]" }'],
    ['an expression about an attribute', `{ type: t, data: '\${ .n > 1 }' }`],
  ])('K12 filters events by %s', (_name, filter) => {
    const run = new Drive(`do: [{ hear: { listen: { to: { one: { with: ${filter} } } } } }]`);
    run.event({ type: 't', subject: 'x', data: { n: 1 } });
    expect(run.status).toBe('waiting');
    run.event({ type: 't', subject: 'a', data: { n: 2 } });
    expect(run.output).toEqual([{ n: 2 }]);
  });

  it('T10 refers to a task by the JSON pointer of its place in the definition', () => {
    const yaml = `do: [{ 'a/b': { try: [{ c: { raise: { error: { type: 'https://x.test/e', status: 400 } } } }], catch: { errors: { with: { status: 500 } } } } }]`;
    expect(new Drive(yaml).instance.error).toMatchObject({ instance: '/do/0/a~1b/try/0/c' });
  });

  it('E4 makes an error of type, status, title, detail and instance', () => {
    const yaml = `do: [{ a: { raise: { error: { type: 'https://x.test/e', status: 409, title: T, detail: '\${ .why }' } } } }]`;
    expect(new Drive(yaml, { input: { why: 'so' } }).instance.error).toEqual({
      type: 'https://x.test/e',
      status: 409,
      title: 'T',
      detail: 'so',
      instance: '/do/0/a',
    });
  });

  it.each([
    ['expression', 400, `a: { set: '\${ error("x") }' }`],
    ['validation', 400, 'a: { input: { schema: { document: { type: string } } }, set: { x: 1 } }'],
    ['timeout', 408, 'a: { wait: PT1H, timeout: { after: PT1S } }'],
  ])('E5 has the type and status of a standard error: %s %i', (kind, status, task) => {
    const run = new Drive(`do: [{ ${task} }]`);
    if (run.status !== 'faulted') run.nextTimer();
    expect(run.instance.error).toMatchObject({
      type: `https://open-workflow-specification.org/spec/1.0.0/errors/${kind}`,
      status,
    });
  });
});

describe('URI templates', () => {
  const request = (endpoint: string, input: ConstructorParameters<typeof Drive>[1]) =>
    new Drive(`do: [{ a: { call: http, with: { method: get, endpoint: '${endpoint}' } } }]`, input);

  it('V4 take members of the data, encoded; what is missing is empty, and what no member is stays', () => {
    const run = request('https://x.test/{id}/{none}?q={q}', { input: { id: 7, q: 'a&b' } });
    expect(run.request.arguments).toMatchObject({ uri: 'https://x.test/7/?q=a%26b' });
  });

  it('V4 fault with an expression error over an object', () => {
    const { error } = request('https://x.test/{id}', { input: { id: {} } }).instance;
    expect(error).toMatchObject({ status: 400, title: 'URI template failed' });
  });
});

describe('what is left out of features that work', () => {
  it.each([
    [
      'F6 refused: formats other than JSON Schema',
      'do: [{ a: { input: { schema: { format: avro, document: {} } }, set: { x: 1 } } }]',
      'schema format "avro"',
    ],
    [
      'U5 refused: the grant authorization_code, which needs a person at a browser',
      'do: [{ a: { call: http, with: { method: get, endpoint: { uri: https://x.test, authentication: { oauth2: { authority: https://id.test, grant: authorization_code } } } } } }]',
      'needs a person at a browser',
    ],
    [
      'X9 refused: the parameter of digest, oauth2 and oidc, which is never stored',
      `do: [{ a: { call: http, with: { method: get, endpoint: { uri: https://x.test, authentication: { oidc: { authority: https://id.test, grant: client_credentials } } } }, output: { as: $authorization } } }]`,
      '$authorization cannot be read with oidc',
    ],
  ])('%s', (_name, yaml, why) => {
    const { machine, findings } = compileWorkflow({ definition: define(yaml), bindings: {} });
    expect(machine).toBeUndefined();
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(why)]);
  });
});
