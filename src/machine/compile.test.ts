import { expect, describe as group, it } from 'vitest';
import { define, machineOf } from '../../test/machine/drive.ts';
import { compileWorkflow, describe } from './index.ts';

group('compileWorkflow', () => {
  it('gives a machine exactly when nothing is wrong', () => {
    const { machine, findings } = compileWorkflow({
      definition: define('do: [{a: {set: {x: 1}}}]'),
      bindings: {},
    });
    expect(machine?.id).toEqual({ namespace: 'test', name: 'sample', version: '1.0.0' });
    expect(findings).toEqual([]);
  });

  it('says everything that is wrong at once, with the place and a hint', () => {
    const { machine, findings } = compileWorkflow({
      definition: define(`
do:
  - a: { if: '.x ==', set: { y: '\${ $secret.x }' }, then: nowhere }
  - b: { wait: soon }
  - c: { raise: { error: nothing } }
`),
      bindings: {},
    });
    expect(machine).toBeUndefined();
    expect(findings.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      '/do/0/a/if expression-syntax',
      '/do/0/a/set/y expression-syntax',
      '/do/0/a/then then-target',
      '/do/1/b/wait invalid-duration',
      '/do/2/c/raise/error unknown-reference',
    ]);
  });

  it('knows which events start the workflow and how they are read', () => {
    const machine = machineOf(
      'schedule: { on: { any: [{ with: { type: a } }, { with: { type: b } }] }, read: envelope }\ndo: [{a: {set: {x: 1}}}]',
    );
    expect(machine.triggers.map(({ filter, read }) => [filter.subscription.type, read])).toEqual([
      ['a', 'envelope'],
      ['b', 'envelope'],
    ]);
  });

  it('offers the filters of its tasks once each, and not those that start it', () => {
    const machine = machineOf(`
schedule: { on: { one: { with: { type: start } } } }
do:
  - a: { listen: { to: { one: { with: { type: x } } } } }
  - b: { listen: { to: { any: [{ with: { type: x } }, { with: { type: y } }] } } }
`);
    expect(machine.subscriptions.map(({ type }) => type)).toEqual(['x', 'y']);
  });

  it('gives loop variables to what is inside the loop only', () => {
    const { findings } = compileWorkflow({
      definition: define(`
do:
  - loop: { for: { each: n, in: '[1]' }, do: [{ a: { set: { ok: '\${ $n }' } } }] }
  - after: { set: { bad: '\${ $n }' } }
`),
      bindings: {},
    });
    expect(findings.map(({ pointer }) => pointer)).toEqual(['/do/1/after/set/bad']);
  });

  it.each([
    "do: [{l: {for: {each: input, in: '[1]'}, do: [{a: {set: {x: 1}}}]}}]",
    'do: [{t: {try: [{a: {set: {x: 1}}}], catch: {as: secrets}}}]',
    'do: [{l: {listen: {to: {one: {with: {type: t}}}}, foreach: {at: context}}}]',
  ])('refuses a variable that would hide what the specification offers: %s', (yaml) => {
    const { findings } = compileWorkflow({ definition: define(yaml), bindings: {} });
    expect(findings).toMatchObject([{ code: 'reserved-name' }]);
  });

  it.each([
    "do: [{l: {for: {each: n, at: n, in: '[]'}, do: [{a: {set: {x: 1}}}]}}]",
    "do: [{l: {for: {each: index, in: '[]'}, do: [{a: {set: {x: 1}}}]}}]",
    'do: [{l: {listen: {to: {one: {with: {type: t}}}}, foreach: {at: item}}}]',
  ])('refuses one name for the item and its index: %s', (yaml) => {
    const { findings } = compileWorkflow({ definition: define(yaml), bindings: {} });
    expect(findings).toMatchObject([{ code: 'duplicate-name' }]);
  });

  it('refuses a secret that is not declared', () => {
    const { findings } = compileWorkflow({
      definition: define(
        `do: [{a: {set: {x: '\${ $secrets.api }'}}}, {b: {if: '$secrets.key == 1', set: {x: 1}}}]`,
      ),
      bindings: {},
    });
    expect(findings).toMatchObject(
      [
        { code: 'unknown-reference', pointer: '/do/1/b/if', offset: 0 },
        { code: 'unknown-reference', pointer: '/do/0/a/set/x', offset: 3 },
      ].reverse(),
    );
  });

  it('starts on every event when any is empty', () => {
    const machine = machineOf('schedule: { on: { any: [] } }\ndo: [{a: {set: {x: 1}}}]');
    expect(machine.triggers).toHaveLength(1);
  });

  it('refuses a flow from one branch of a fork to another', () => {
    const { findings } = compileWorkflow({
      definition: define('do: [{f: {fork: {branches: [{a: {set: {x: 1}, then: b}}, {b: {set: {x: 1}}}]}}}]'),
      bindings: {},
    });
    expect(findings).toMatchObject([{ code: 'then-target', pointer: '/do/0/f/fork/branches/0/a/then' }]);
  });
});

group('describe', () => {
  it('prints the table of states, in the order of the definition', () => {
    const machine = machineOf(`
use: { secrets: [key], functions: { double: { set: '\${ . * 2 }' } } }
schedule: { on: { one: { with: { type: start } } } }
do:
  - a: { if: .go, set: { x: 1 } }
  - b: { switch: [{ big: { when: .x > 5, then: end } }, { rest: { then: c } }] }
  - c: { try: [{ d: { call: double } }], catch: { do: [{ e: { wait: PT1S, then: exit } }] } }
`);
    expect(describe(machine)).toEqual({
      namespace: 'test',
      name: 'sample',
      version: '1.0.0',
      start: '/do/0/a',
      startedBy: [{ type: 'start', read: 'data' }],
      listensTo: [],
      secrets: ['key'],
      states: {
        '/do/0/a': { name: 'a', kind: 'set', if: '.go', next: '/do/1/b', set: { x: 1 } },
        '/do/1/b': {
          name: 'b',
          kind: 'switch',
          next: '/do/2/c',
          cases: [
            { name: 'big', when: '.x > 5', then: 'end' },
            { name: 'rest', then: '/do/2/c' },
          ],
        },
        '/do/2/c': {
          name: 'c',
          kind: 'try',
          next: 'finish',
          try: '/do/2/c/try/0/d',
          catch: '/do/2/c/catch/do/0/e',
        },
        '/do/2/c/catch/do/0/e': { name: 'e', kind: 'wait', next: 'exit', wait: 'PT1S' },
        '/do/2/c/try/0/d': {
          name: 'd',
          kind: 'call function',
          next: 'finish',
          function: '/use/functions/double',
        },
        '/use/functions/double': { name: 'double', kind: 'set', next: 'finish', set: '${ . * 2 }' },
      },
    });
  });
});
