import { describe, expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import { tasksOf } from './tasks.ts';

const pointers = (definition: Json) => tasksOf(definition).map(({ pointer }) => pointer);
const leaf = { set: {} };

describe('tasksOf', () => {
  it('finds the tasks of the workflow in their order', () => {
    expect(pointers({ do: [{ a: leaf }, { b: leaf }] })).toEqual(['/do/0/a', '/do/1/b']);
  });

  it.each([
    ['do', { do: [{ x: leaf }] }, '/do/0/t/do/0/x'],
    ['for', { for: { in: '.' }, do: [{ x: leaf }] }, '/do/0/t/do/0/x'],
    ['fork', { fork: { branches: [{ x: leaf }] } }, '/do/0/t/fork/branches/0/x'],
    ['try', { try: [{ x: leaf }], catch: {} }, '/do/0/t/try/0/x'],
    ['catch', { try: [], catch: { do: [{ x: leaf }] } }, '/do/0/t/catch/do/0/x'],
    ['listen', { listen: {}, foreach: { do: [{ x: leaf }] } }, '/do/0/t/foreach/do/0/x'],
    [
      'call asyncapi',
      { call: 'asyncapi', with: { subscription: { foreach: { do: [{ x: leaf }] } } } },
      '/do/0/t/with/subscription/foreach/do/0/x',
    ],
  ])('finds the tasks inside %s', (_, task, pointer) => {
    expect(pointers({ do: [{ t: task }] })).toEqual(['/do/0/t', pointer]);
  });

  it('finds functions and what is inside them', () => {
    expect(pointers({ use: { functions: { 'a/b': { do: [{ x: leaf }] } } } })).toEqual([
      '/use/functions/a~1b',
      '/use/functions/a~1b/do/0/x',
    ]);
  });

  it('finds the tasks of extensions', () => {
    const extensions = [{ log: { extend: 'all', before: [{ x: leaf }], after: [{ y: leaf }] } }];
    expect(pointers({ use: { extensions } })).toEqual([
      '/use/extensions/0/log/before/0/x',
      '/use/extensions/0/log/after/0/y',
    ]);
  });

  it('does not take data for tasks', () => {
    const task = { call: 'http', with: { subscription: { foreach: { do: [{ x: leaf }] } } } };
    expect(pointers({ do: [{ t: task }, { s: { set: { do: [{ x: leaf }] } } }] })).toEqual([
      '/do/0/t',
      '/do/1/s',
    ]);
  });
});
