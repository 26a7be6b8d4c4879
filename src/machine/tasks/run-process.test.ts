import { describe, expect, it } from 'vitest';
import { Drive, define } from '../../../test/machine/drive.ts';
import type { Json } from '../../json/json.ts';
import { compileWorkflow, requestOf } from '../index.ts';

const task = (run: string) => `do: [{a: {run: ${run}}}]`;

function request(run: string, input: Json = {}) {
  return new Drive(task(run), { input }).request;
}

describe('run shell', () => {
  it('K23 evaluates the command, stdin and the environment', () => {
    const run = `{ shell: { command: 'echo $X', stdin: '\${ .m }', environment: { X: '\${ .n }' } } }`;
    expect(request(run, { m: 'hi', n: 7 })).toEqual({
      kind: 'run shell',
      arguments: {
        command: 'echo $X',
        stdin: 'hi',
        arguments: [],
        environment: { X: '7' },
        return: 'stdout',
      },
    });
  });

  it('G4 leaves an expression inside a command alone', () => {
    const run = `{ shell: { command: 'echo "Hello, \${ .user }"' } }`;
    expect(request(run, { user: 'Ada' }).arguments['command']).toBe('echo "Hello, ${ .user }"');
  });

  it('K23 gives a list of arguments as it is', () => {
    const run = `{ shell: { command: x, arguments: [Foo, '\${ .n }', '\${ .o }'] } }`;
    expect(request(run, { n: 1.5, o: { a: [] } }).arguments['arguments']).toEqual(['Foo', '1.5', '{"a":[]}']);
  });

  it('G28 gives a map of arguments as names with values', () => {
    const run = `{ shell: { command: x, arguments: { level: '\${ .n }', text: a b } } }`;
    expect(request(run, { n: 3 }).arguments['arguments']).toEqual(['--level', '3', '--text', 'a b']);
  });

  it('gives stdin that is no text as JSON', () => {
    expect(request(`{ shell: { command: cat, stdin: '\${ . }' } }`, { a: 1 }).arguments['stdin']).toBe(
      '{"a":1}',
    );
  });

  it('G51 evaluates nothing that comes of data', () => {
    const run = `{ shell: { command: x, arguments: ['\${ .evil }'] } }`;
    expect(request(run, { evil: '${ 1 + 1 }' }).arguments['arguments']).toEqual(['${ 1 + 1 }']);
  });

  it('faults when there is no command in the end', () => {
    const run = new Drive(task(`{ shell: { command: '\${ .none }' } }`));
    expect(run.instance.error).toMatchObject({
      type: expect.stringMatching(/\/expression$/),
      detail: '"command" must be a text, not null',
      instance: '/do/0/a',
    });
  });

  it('derives the same request again from the stored instance', () => {
    const run = new Drive(task(`{ shell: { command: x, stdin: '\${ .m }' } }`), { input: { m: 'hi' } });
    const [frame] = Object.values(run.instance.frames).filter((one) => one.effect !== undefined);
    const { machine, instance } = run;
    const again = requestOf({ machine, instance, frame: frame?.id ?? '', surroundings: run.surroundings() });
    expect(again).toEqual(run.request);
  });
});

describe('run script', () => {
  it.each([
    ['js', 'js'],
    ['javascript', 'js'],
    ['python', 'python'],
  ])('K22 knows the language %s', (language, expected) => {
    const run = `{ script: { language: ${language}, code: 'a', arguments: [b] } }`;
    expect(request(run).arguments).toMatchObject({ language: expected, code: 'a', arguments: ['b'] });
  });

  it('G28 gives a map of arguments as variables of JavaScript', () => {
    const run = `{ script: { language: js, code: a, arguments: { n: '\${ .n }', o: '\${ . }' } } }`;
    expect(request(run, { n: 1 }).arguments).toMatchObject({
      arguments: [],
      variables: { n: 1, o: { n: 1 } },
    });
  });

  it('G28 gives a map of arguments as names with values to Python', () => {
    const run = `{ script: { language: python, code: a, arguments: { n: 1 } } }`;
    const { arguments: given } = request(run);
    expect(given).toMatchObject({ arguments: ['--n', '1'] });
    expect(given).not.toHaveProperty('variables');
  });

  it('K22 names the resource of its source', () => {
    const run = `{ script: { language: js, source: { endpoint: 'https://x.test/{id}.js' } } }`;
    expect(request(run, { id: 7 }).arguments['source']).toEqual({ uri: 'https://x.test/7.js' });
  });

  it('K22 refuses another language', () => {
    const definition = define(task('{ script: { language: ruby, code: a } }'));
    expect(compileWorkflow({ definition, bindings: {} }).findings).toMatchObject([
      { pointer: '/do/0/a/run/script/language', message: expect.stringContaining('"ruby"') },
    ]);
  });
});

describe('run container', () => {
  it('K21 evaluates all that it is made of', () => {
    const run = `{ return: all, container: { image: '\${ .image }', name: '\${ .name }', command: go, ports: { '80': 8080 },
      volumes: { /a: /b }, environment: { A: 1 }, stdin: in, arguments: [x], pullPolicy: always,
      lifetime: { cleanup: eventually, after: { minutes: 30 } } } }`;
    expect(request(run, { image: 'alpine', name: 'mine' })).toEqual({
      kind: 'run container',
      arguments: {
        image: 'alpine',
        name: 'mine',
        command: 'go',
        ports: { '80': '8080' },
        volumes: { '/a': '/b' },
        environment: { A: '1' },
        stdin: 'in',
        arguments: ['x'],
        pullPolicy: 'always',
        cleanup: 'eventually',
        removeAfter: 1_800_000,
        workflow: { namespace: 'test', name: 'sample' },
        task: 'a',
        return: 'all',
      },
    });
  });

  it('K21 is pulled when it is not there and never removed, unless it says otherwise', () => {
    const { arguments: given } = request('{ container: { image: alpine } }');
    expect(given).toMatchObject({ pullPolicy: 'ifNotPresent', cleanup: 'never' });
  });

  it('K21 refuses a duration that is none', () => {
    const run = '{ container: { image: a, lifetime: { cleanup: eventually, after: soon } } }';
    const { findings } = compileWorkflow({ definition: define(task(run)), bindings: {} });
    expect(findings).toMatchObject([{ pointer: '/do/0/a/run/container/lifetime/after' }]);
  });
});

describe('a process', () => {
  it('K19 is waited for, and what it returns is the output', () => {
    const run = new Drive(task('{ shell: { command: x } }'));
    expect(run.status).toBe('running');
    run.succeed('out\n');
    expect(run.output).toBe('out\n');
  });

  it('K19 that is not waited for leaves the task with its transformed input', () => {
    const run = new Drive(
      'do: [{a: {input: {from: .n}, run: {shell: {command: x}, await: false}}}, {b: {set: {got: "${ . }"}}}]',
      { input: { n: 1 } },
    );
    expect(run.output).toEqual({ got: 1 });
    expect([...run.effects.values()]).toMatchObject([{ kind: 'activity', detached: true }]);
    expect(run.request.kind).toBe('run shell');
  });

  it('K19 that is not waited for cannot be derived again', () => {
    const run = new Drive('do: [{a: {run: {shell: {command: x}, await: false}}}, {b: {wait: PT1H}}]');
    const [effect] = [...run.effects.values()];
    const frame = effect?.kind === 'activity' ? effect.frame : '';
    const { machine, instance } = run;
    expect(requestOf({ machine, instance, frame, surroundings: run.surroundings() })).toBeUndefined();
  });

  it('K19 that is not waited for outlives the instance', () => {
    const run = new Drive('do: [{a: {run: {shell: {command: x}, await: false}}}, {b: {wait: PT1H}}]');
    run.take({ kind: 'cancel' });
    expect(run.status).toBe('cancelled');
    expect([...run.effects.values()]).toMatchObject([{ kind: 'activity', detached: true }]);
  });

  it('is stopped when its task is cancelled', () => {
    const run = new Drive(task('{ shell: { command: x } }'));
    run.take({ kind: 'cancel' });
    expect([...run.effects.values()]).toEqual([]);
  });
});
