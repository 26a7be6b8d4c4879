import { describe, expect, it } from 'vitest';
import { Drive, define } from '../../test/machine/drive.ts';
import { compileWorkflow, describe as describeMachine } from './index.ts';

const increment = (name: string, by: number) => `{${name}: {set: '\${ {n: (.n + ${by})} }'}}`;

/** A workflow with these extensions around its tasks, started with `{n: 1}`. */
function run(extensions: string, tasks = `[${increment('a', 10)}]`, input = { n: 1 }): Drive {
  return new Drive(`use: {extensions: [${extensions}]}\ndo: ${tasks}`, { input });
}

describe('U12 extensions', () => {
  it('run before and after the tasks that they extend', () => {
    const drive = run(
      `{e: {extend: set, before: [${increment('b', 100)}], after: [{c: {set: '\${ {n: (.n * 2)} }'}}]}}`,
    );
    expect(drive.output).toEqual({ n: 222 });
  });

  it('X10 leave the pointer of the task in its descriptor, in its definition and its stages', () => {
    const drive = new Drive(
      `use: {extensions: [{e: {extend: set, before: [{b: {set: '\${ $task.reference }'}}]}}]}
do: [{a: {input: {from: '[., $task.reference]'}, set: '\${ . + [$task.reference] }', output: {as: '. + [$task.reference]'}}}]`,
    );
    expect(drive.output).toEqual(['/do/0/a', '/do/0/a', '/do/0/a', '/do/0/a']);
  });

  it('stand around one another, the first declared outermost', () => {
    const trace = (mark: string) => `{set: '\${ {t: (.t + "${mark}")} }'}`;
    const layer = (name: string) =>
      `{${name}: {extend: all, before: [{b: ${trace(`${name}(`)}}], after: [{a: ${trace(`)${name}`)}}]}}`;
    const drive = new Drive(
      `use: {extensions: [${layer('x')}, ${layer('y')}]}\ndo: [{task: ${trace('T')}}]`,
      {
        input: { t: '' },
      },
    );
    expect(drive.output).toEqual({ t: 'x(y(T)y)x' });
  });

  it('extend only tasks of their kind', () => {
    expect(run(`{e: {extend: wait, after: [${increment('c', 5)}]}}`).output).toEqual({ n: 11 });
  });

  it.each(['do', 'for', 'fork', 'try'])('extend a %s task as composite', (kind) => {
    const body = `[${increment('x', 1)}]`;
    const tasks = {
      do: `{do: ${body}}`,
      for: `{for: {in: '\${ [1] }'}, do: ${body}}`,
      fork: `{fork: {branches: ${body}}, output: {as: '.[0]'}}`,
      try: `{try: ${body}, catch: {}}`,
    }[kind];
    expect(run(`{e: {extend: composite, after: [${increment('c', 5)}]}}`, `[{a: ${tasks}}]`).output).toEqual({
      n: 7,
    });
  });

  it('apply when their condition holds, over the data so far', () => {
    const extension = `{e: {extend: set, when: .n > 5, after: [${increment('c', 100)}]}}`;
    expect(run(extension, `[${increment('a', 10)}, ${increment('b', 1)}]`).output).toEqual({ n: 112 });
  });

  it('do not apply when their condition fails, which the log tells', () => {
    const drive = run(`{e: {extend: set, when: '.n | startswith("x")', after: [${increment('c', 5)}]}}`);
    expect(drive.output).toEqual({ n: 11 });
    expect(drive.history.find(({ type }) => type === 'extension.skipped')?.detail).toMatchObject({
      extension: 'e',
      error: expect.stringContaining('startswith'),
    });
  });

  it('skip the task by exit in before, and put out what they have', () => {
    const drive = run(
      `{outer: {extend: all, after: [${increment('c', 1000)}]}}, {mock: {extend: set, before: [{b: {set: {n: 5}, then: exit}}], after: [${increment('d', 7)}]}}`,
    );
    expect(drive.output).toEqual({ n: 1005 });
  });

  it('never extend the tasks of extensions', () => {
    const drive = run(
      `{e: {extend: all, before: [${increment('b', 1)}]}}, {f: {extend: set, before: [${increment('c', 1)}]}}`,
    );
    expect(drive.output).toEqual({ n: 13 });
  });

  it('never extend the functions that extensions call', () => {
    const drive = new Drive(
      `use:
  functions: {double: {set: '\${ {n: (.n * 2)} }'}}
  extensions: [{e: {extend: all, before: [{b: {call: double}}]}}]
do: [${increment('a', 1)}]`,
      { input: { n: 1 } },
    );
    expect(drive.output).toEqual({ n: 3 });
  });

  it('see the task that they extend as $task, with its call and its arguments', () => {
    const drive = new Drive(
      `use:
  functions: {f: {set: {r: 1}}}
  extensions:
    - e:
        extend: call
        before: [{b: {set: '\${ {name: $task.name, ref: $task.reference, call: $task.call, x: $task.with.x, same: ($task.definition.with == $task.with)} }', export: {as: .}}}]
do: [{a: {call: f, with: {x: 7}}}, {b: {set: '\${ $context }'}}]`,
    );
    expect(drive.output).toEqual({ name: 'a', ref: '/do/0/a', call: 'f', x: 7, same: true });
  });

  it('see the output of the task as $task.output afterwards', () => {
    const drive = run(`{e: {extend: set, after: [{c: {set: '\${ {was: $task.output.n} }'}}]}}`);
    expect(drive.output).toEqual({ was: 11 });
  });

  it('leave $task of the task itself as it is', () => {
    const drive = run(
      '{e: {extend: set, before: [{b: {set: {n: 2}}}]}}',
      `[{a: {set: '\${ {name: $task.name, with: $task.with} }'}}]`,
    );
    expect(drive.output).toEqual({ name: 'a', with: null });
  });

  it('keep where the task goes on', () => {
    const drive = run(
      `{e: {extend: switch, after: [${increment('c', 1)}]}}`,
      `[{s: {switch: [{one: {when: .n == 1, then: last}}]}}, ${increment('skipped', 100)}, ${increment('last', 10)}]`,
    );
    expect(drive.output).toEqual({ n: 12 });
  });

  it('run after a task that ends the workflow, before it ends', () => {
    const drive = run(
      `{e: {extend: set, after: [${increment('c', 1)}]}}`,
      `[{a: {set: {n: 5}, then: end}}, ${increment('skipped', 100)}]`,
    );
    expect(drive.output).toEqual({ n: 6 });
  });

  it('do not run around a task that is skipped', () => {
    const drive = run(
      `{e: {extend: set, before: [${increment('b', 1)}], after: [${increment('c', 1)}]}}`,
      `[{a: {if: 'false', set: {n: 9}}}]`,
    );
    expect(drive.output).toEqual({ n: 1 });
  });

  it('let a fault of the task pass at its pointer, without after', () => {
    const drive = run(
      `{e: {extend: raise, after: [${increment('c', 1)}]}}`,
      '[{t: {try: [{r: {raise: {error: {type: "https://x.test/e", status: 400}}}}], catch: {as: error, do: [{h: {set: "${ {at: $error.instance} }"}}]}}}]',
    );
    expect(drive.output).toEqual({ at: '/do/0/t/try/0/r' });
  });

  it('keep the export of a branch within its branch', () => {
    const drive = run(
      `{e: {extend: set, after: [${increment('c', 1)}]}}`,
      `[{f: {fork: {branches: [{l: {set: {n: 1}, export: {as: '{l: .n}'}}}, {r: {set: {n: 2}, export: {as: '{r: .n}'}}}]}}}, {g: {set: '\${ $context }'}}]`,
    );
    expect(drive.instance.context).toEqual({ l: 1, r: 2 });
  });

  it('are told of once in the log and in the table of states', () => {
    const drive = run('{e: {extend: set, before: [{b: {set: {n: 2}}}]}}');
    expect(drive.log.filter((line) => line.endsWith(' a'))).toEqual(['task.started a', 'task.completed a']);
    expect(describeMachine(drive.machine)).toMatchObject({
      states: {
        '/do/0/a': { kind: 'set', extensions: [{ name: 'e', before: '/use/extensions/0/e/before/0/b' }] },
      },
    });
  });

  it('are not part of the time that the task has', () => {
    const drive = run(
      '{e: {extend: set, before: [{b: {wait: PT10S}}]}}',
      '[{a: {set: {n: 2}, timeout: {after: PT1S}}}]',
    );
    drive.nextTimer();
    expect([drive.status, drive.now]).toEqual(['completed', 1_010_000]);
  });

  it('fault the task when they fault', () => {
    const drive = run(
      '{e: {extend: set, before: [{b: {raise: {error: {type: "https://x.test/e", status: 400}}}}]}}',
    );
    expect([drive.status, drive.instance.error?.instance]).toEqual([
      'faulted',
      '/use/extensions/0/e/before/0/b',
    ]);
  });

  it('survive a wait inside of the task', () => {
    const drive = run(`{e: {extend: wait, after: [${increment('c', 1)}]}}`, '[{w: {wait: PT1S}}]');
    drive.nextTimer();
    expect(drive.output).toEqual({ n: 2 });
  });

  it('have their own expressions checked', () => {
    const { findings } = compileWorkflow({
      definition: define('use: {extensions: [{e: {extend: all, when: "("}}]}\ndo: [{a: {set: {n: 1}}}]'),
      bindings: {},
    });
    expect(findings).toMatchObject([{ code: 'expression-syntax', pointer: '/use/extensions/0/e/when' }]);
  });
});
