import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/json/json.ts';
import { converted, event, runOld } from './workbench.ts';

/** Functions that the workflows below call. */
const functions = `
functions:
  - { name: price, type: rest, operation: 'GET:https://shop.example/price' }
  - { name: stock, type: rest, operation: 'GET:https://shop.example/stock' }
  - { name: one, type: expression, operation: '\${ 1 }' }
  - { name: double, type: expression, operation: '\${ .n * 2 }' }
`;
const answers: Readonly<Record<string, Json>> = {
  'https://shop.example/price': { price: 7, tags: ['b', 'c'], seller: { city: 'Rome' } },
  'https://shop.example/stock': { stock: 3, tags: ['d'], seller: { open: true } },
};
const input = { id: 5, tags: ['a', 'b'], seller: { name: 'Ada' } };

async function outputOf(rest: string, given: Json = input): Promise<Json | undefined> {
  const result = await runOld(functions + rest, { input: given, answers });
  if (result.status !== 'completed') throw new Error(JSON.stringify(result.error ?? result.stopped));
  return result.output;
}

const operation = (actions: string, more = '') =>
  `states: [{ name: Work, type: operation, end: true, ${more} actions: ${actions} }]`;

describe('the data of DSL 0.8', () => {
  it('merges what an action brings: members, lists without repetitions, new values', async () => {
    expect(await outputOf(operation('[{ functionRef: price }]'))).toEqual({
      id: 5,
      price: 7,
      tags: ['a', 'b', 'c'],
      seller: { name: 'Ada', city: 'Rome' },
    });
  });

  it('merges what parallel actions bring, in their order', async () => {
    const actions = '[{ functionRef: price }, { functionRef: stock }]';
    expect(await outputOf(operation(actions, 'actionMode: parallel,'))).toEqual({
      id: 5,
      price: 7,
      stock: 3,
      tags: ['a', 'b', 'c', 'd'],
      seller: { name: 'Ada', city: 'Rome', open: true },
    });
  });

  it('merges results at toStateData, which it makes where it is not there', async () => {
    const filter = "{ results: '${ .seller }', toStateData: '${ .found.seller }' }";
    expect(await outputOf(operation(`[{ functionRef: price, actionDataFilter: ${filter} }]`))).toEqual({
      ...input,
      found: { seller: { city: 'Rome' } },
    });
  });

  it('leaves results out with useResults: false', async () => {
    const actions = '[{ functionRef: price, actionDataFilter: { useResults: false } }]';
    expect(await outputOf(operation(actions))).toEqual(input);
  });

  it('faults where what is no object should be merged into the data itself', async () => {
    const result = await runOld(functions + operation('[{ functionRef: one }]'), { input });
    expect(result.error).toMatchObject({ title: 'The expression failed' });
  });

  it('selects by stateDataFilter, and selects all where that finds nothing', async () => {
    const filter = (text: string) =>
      operation("[{ functionRef: double, actionDataFilter: { toStateData: '${ .twice }' } }]", text);
    const some = "stateDataFilter: { input: '${ .deep }', output: '${ {twice} }' },";
    expect(await outputOf(filter(some), { deep: { n: 4 }, other: 1 })).toEqual({ twice: 8 });
    const none = "stateDataFilter: { input: '${ .nothing }', output: '${ empty }' },";
    expect(await outputOf(filter(none), { n: 4 })).toEqual({ n: 4, twice: 8 });
  });

  it('lets an action see what fromStateData selects', async () => {
    const filter = "{ fromStateData: '${ .deep }', toStateData: '${ .twice }' }";
    const actions = `[{ functionRef: double, actionDataFilter: ${filter} }]`;
    expect(await outputOf(operation(actions), { deep: { n: 4 } })).toEqual({ deep: { n: 4 }, twice: 8 });
  });
});

describe('states of DSL 0.8', () => {
  it('inject: merges data that is never an expression', async () => {
    const states = (data: string) => `states: [{ name: In, type: inject, end: true, data: ${data} }]`;
    expect(await outputOf(states('{ a: 1, seller: { x: 1 } }'))).toMatchObject({
      a: 1,
      seller: { name: 'Ada', x: 1 },
    });
    expect(await outputOf(states('{ tags: [z] }'))).toMatchObject({ tags: ['a', 'b', 'z'] });
    expect(await outputOf(states("{ text: '${ .id }' }"))).toMatchObject({ text: '${ .id }' });
  });

  it('operation: skips an action whose condition does not hold, and goes on', async () => {
    const states = `states:
  - { name: A, type: operation, actions: [{ functionRef: price, condition: '\${ .id == 6 }' }], transition: B }
  - { name: B, type: inject, data: { b: 1 }, end: true }
`;
    expect(await outputOf(states)).toEqual({ ...input, b: 1 });
  });

  it('operation: sleeps before and after', async () => {
    const actions = '[{ functionRef: price, sleep: { before: PT1S, after: PT2S } }]';
    expect(await outputOf(operation(actions))).toMatchObject({ price: 7 });
    expect(JSON.stringify(converted(functions + operation(actions)))).toMatch(
      /sleepBefore.*price.*sleepAfter/,
    );
  });

  it('switch: takes the first condition that holds, else the default', async () => {
    const states = `states:
  - name: Which
    type: switch
    dataConditions:
      - { name: Five, condition: '\${ .id == 5 }', transition: Five }
      - { condition: '\${ .id > 3 }', end: true }
    defaultCondition: { transition: Other }
  - { name: Five, type: inject, data: { found: five }, end: true }
  - { name: Other, type: inject, data: { found: other }, end: true }
`;
    expect(await outputOf(states, { id: 5 })).toEqual({ id: 5, found: 'five' });
    expect(await outputOf(states, { id: 4 })).toEqual({ id: 4 });
    expect(await outputOf(states, { id: 1 })).toEqual({ id: 1, found: 'other' });
  });

  it('sleep: waits', async () => {
    expect(await outputOf('states: [{ name: S, type: sleep, duration: PT1H, end: true }]')).toEqual(input);
  });

  it('parallel: merges what the branches change', async () => {
    const states = `states:
  - name: Both
    type: parallel
    end: true
    branches:
      - { name: First, actions: [{ functionRef: price }] }
      - { name: Second, actions: [{ functionRef: stock }, { functionRef: double, actionDataFilter: { toStateData: .twice } }] }
`;
    expect(await outputOf(states, { n: 1 })).toMatchObject({
      price: 7,
      stock: 3,
      twice: 2,
      tags: ['b', 'c', 'd'],
    });
  });

  it('parallel: one of the branches is enough with atLeast 1', async () => {
    const states = `states:
  - name: Race
    type: parallel
    end: true
    completionType: atLeast
    numCompleted: 1
    branches:
      - { name: Slow, actions: [{ functionRef: price, sleep: { before: PT1H } }] }
      - { name: Fast, actions: [{ functionRef: stock }] }
`;
    expect(await outputOf(states, {})).toEqual({ stock: 3, tags: ['d'], seller: { open: true } });
  });

  it('foreach: adds the result of each round to the output collection', async () => {
    const states = `states:
  - name: Each
    type: foreach
    mode: sequential
    inputCollection: '\${ .items }'
    iterationParam: item
    outputCollection: '\${ .results }'
    actions: [{ functionRef: double, actionDataFilter: { fromStateData: '\${ {n: .item} }' } }]
    end: true
`;
    expect(await outputOf(states, { items: [1, 2], keep: 1 })).toEqual({
      items: [1, 2],
      keep: 1,
      results: [2, 4],
    });
  });

  it('foreach: leaves the data as it is without an output collection', async () => {
    const states = `states: [{ name: Each, type: foreach, mode: sequential, inputCollection: '\${ .items }',
      actions: [{ functionRef: price }], end: true }]`;
    expect(await outputOf(states, { items: [1] })).toEqual({ items: [1] });
  });

  it('goes back to a state, and has constants and functions of expressions', async () => {
    const states = `
constants: { limit: 3 }
start: Zero
functions: [{ name: more, type: expression, operation: '\${ .n + 1 }' }, { name: isOpen, type: expression, operation: '.n < $CONST.limit' }]
states:
  - { name: Add, type: operation, actions: [{ functionRef: more, actionDataFilter: { toStateData: '\${ .n }' } }], transition: Ask }
  - { name: Ask, type: switch, dataConditions: [{ condition: '\${ fn:isOpen }', transition: Add }], defaultCondition: { end: true } }
  - { name: Zero, type: inject, data: { n: 0 }, transition: Add }
`;
    const result = await runOld(states, { input: {} });
    expect(result.output).toEqual({ n: 3 });
  });
});

const events = `
events:
  - { name: Paid, type: paid, source: test }
  - { name: Sent, type: sent, source: test }
  - { name: Placed, type: placed, source: test }
  - { name: Whole, type: whole, source: test, dataOnly: false }
  - { name: Ask, type: ask, source: me, kind: produced }
  - { name: Mine, type: mine, source: test, correlation: [{ contextAttributeName: orderid }] }
  - { name: Mine2, type: mine2, source: test, correlation: [{ contextAttributeName: orderid }] }
`;

async function told(rest: string, given: readonly ReturnType<typeof event>[], start?: Json) {
  const result = await runOld(functions + events + rest, {
    events: given,
    answers,
    ...(start === undefined ? {} : { input: start }),
  });
  if (result.status !== 'completed') throw new Error(JSON.stringify(result.error ?? result.stopped));
  return result;
}

const first = (rest: string) => `states:
  - { name: Begin, type: inject, data: { begun: 1 }, transition: Hear }
  - { name: Hear, type: event, ${rest} }
  - { name: After, type: inject, data: { after: 1 }, end: true }
`;

describe('events of DSL 0.8', () => {
  it('start a workflow that begins with an event state', async () => {
    const states = `states:
  - { name: Begin, type: event, onEvents: [{ eventRefs: [Paid], actions: [{ functionRef: price }] }], end: true }
`;
    const { output } = await told(states, [event('paid', { amount: 3, tags: ['x'] })]);
    expect(output).toMatchObject({ amount: 3, price: 7, tags: ['x', 'b', 'c'] });
  });

  it('start a workflow together where the state is not exclusive', async () => {
    const states =
      'states: [{ name: Begin, type: event, exclusive: false, onEvents: [{ eventRefs: [Paid, Sent] }], end: true }]';
    const { output } = await told(states, [event('paid', { a: 1 }), event('sent', { b: 2 })]);
    expect(output).toEqual({ a: 1, b: 2 });
  });

  it('are merged where the event filter says', async () => {
    const rest = first(
      "onEvents: [{ eventRefs: [Paid], eventDataFilter: { data: '${ .x }', toStateData: '${ .got }' } }], transition: After",
    );
    expect((await told(rest, [event('paid', { x: [1] })], {})).output).toEqual({
      begun: 1,
      got: [1],
      after: 1,
    });
  });

  it('are seen as a whole without dataOnly', async () => {
    const rest = first(
      "onEvents: [{ eventRefs: [Whole], eventDataFilter: { data: '${ {type, v: .data.v} }' } }], end: true",
    );
    expect((await told(rest, [event('whole', { v: 1 })], {})).output).toEqual({
      begun: 1,
      type: 'whole',
      v: 1,
    });
  });

  it('choose their own actions', async () => {
    const rest = first(
      `onEvents: [{ eventRefs: [Paid], actions: [{ functionRef: price }] }, { eventRefs: [Sent], actions: [{ functionRef: stock }] }], transition: After`,
    );
    const { output } = await told(rest, [event('sent', { s: 1 })], {});
    expect(output).toEqual({ begun: 1, s: 1, stock: 3, tags: ['d'], seller: { open: true }, after: 1 });
  });

  it('may all be needed', async () => {
    const rest = first(
      `exclusive: false, onEvents: [{ eventRefs: [Paid], eventDataFilter: { toStateData: '\${ .paid }' } }, { eventRefs: [Sent] }], transition: After`,
    );
    const { output } = await told(rest, [event('sent', { s: 1 }), event('paid', { p: 1 })], {});
    expect(output).toEqual({ begun: 1, s: 1, paid: { p: 1 }, after: 1 });
  });

  it('may come too late: the actions are left out', async () => {
    const rest = first(
      'timeouts: { eventTimeout: PT5M }, onEvents: [{ eventRefs: [Paid], actions: [{ functionRef: price }] }], transition: After',
    );
    expect((await told(rest, [], {})).output).toEqual({ begun: 1, after: 1 });
  });

  it('decide where a switch goes, and so does their absence', async () => {
    const rest = `states:
  - name: Which
    type: switch
    timeouts: { eventTimeout: PT1H }
    eventConditions:
      - { eventRef: Paid, transition: Yes }
      - { eventRef: Sent, end: true }
    defaultCondition: { transition: No }
  - { name: Yes, type: inject, data: { answer: 'yes' }, end: true }
  - { name: No, type: inject, data: { answer: 'no' }, end: true }
`;
    expect((await told(rest, [event('paid', { p: 1 })], {})).output).toEqual({ p: 1, answer: 'yes' });
    expect((await told(rest, [event('sent', { s: 1 })], {})).output).toEqual({ s: 1 });
    expect((await told(rest, [], {})).output).toEqual({ answer: 'no' });
  });

  it('are produced by an action that waits for another, and by transitions', async () => {
    const rest = `states:
  - name: Ask
    type: operation
    actions: [{ eventRef: { triggerEventRef: Ask, resultEventRef: Paid, data: { q: '\${ .q }' }, contextAttributes: { who: me } } }]
    end: { produceEvents: [{ eventRef: Ask, data: '\${ {done: .a} }' }] }
`;
    const { output, emitted } = await told(rest, [event('paid', { a: 2 })], { q: 1 });
    expect(output).toEqual({ q: 1, a: 2 });
    expect(emitted.map(({ type, data, ...rest }) => [type, data, rest['who']])).toEqual([
      ['ask', { q: 1 }, 'me'],
      ['ask', { done: 2 }, undefined],
    ]);
  });

  it('answer a callback', async () => {
    const rest = `states:
  - { name: Call, type: callback, action: { functionRef: price }, eventRef: Paid, end: true }
`;
    expect((await told(rest, [event('paid', { ok: true })], {})).output).toMatchObject({
      price: 7,
      ok: true,
    });
  });

  it('belong to the instance whose first event had the same correlation attribute', async () => {
    const rest = `states:
  - { name: Begin, type: event, onEvents: [{ eventRefs: [Mine] }], transition: Next }
  - { name: Next, type: event, onEvents: [{ eventRefs: [Mine2] }], end: true }
`;
    const { output, unused } = await told(rest, [
      event('mine', { a: 1 }, { orderid: 'A' }),
      event('mine2', { b: 'other' }, { orderid: 'B' }),
      event('mine2', { b: 'mine' }, { orderid: 'A' }),
    ]);
    expect(output).toEqual({ a: 1, b: 'mine' });
    expect(unused).toBeLessThanOrEqual(1);
  });

  it('start a state that is gone back to, which listens then', async () => {
    const rest = `states:
  - { name: Begin, type: event, onEvents: [{ eventRefs: [Paid] }], transition: Ask }
  - { name: Ask, type: switch, dataConditions: [{ condition: '\${ .last }', end: true }], defaultCondition: { transition: Begin } }
`;
    const { output } = await told(rest, [event('paid', { a: 1 }), event('paid', { last: true })]);
    expect(output).toEqual({ a: 1, last: true });
  });
});

describe('errors of DSL 0.8', () => {
  const failing = (rest: string) => `
errors: [{ name: Down, code: '503' }, { name: Missing, code: '404' }]
retries: [{ name: Often, delay: PT1S, maxAttempts: 2 }]
functions: [{ name: fail, operation: 'GET:https://shop.example/down' }]
states:
  - { name: Try, type: operation, end: true, ${rest} }
  - { name: Plan B, type: inject, data: { plan: b }, end: true }
  - { name: Plan C, type: inject, data: { plan: c }, end: true }
`;
  const down = { 'https://shop.example/down': null };

  it.each([
    ['by its code', 'onErrors: [{ errorRef: Down, transition: Plan B }]'],
    ['one of several', 'onErrors: [{ errorRefs: [Missing, Down], transition: Plan B }]'],
    [
      'with handlers for others',
      'onErrors: [{ errorRef: Missing, transition: Plan C }, { errorRef: Down, transition: Plan B }]',
    ],
  ])('are handled %s', async (_name, handlers) => {
    const { output } = await runOld(failing(`actions: [{ functionRef: fail }], ${handlers}`), {
      input: { a: 1 },
      answers: down,
    });
    expect(output).toEqual({ a: 1, plan: 'b' });
  });

  it('that nobody handles fault the workflow', async () => {
    const rest = failing('actions: [{ functionRef: fail }], onErrors: [{ errorRef: Missing, end: true }]');
    expect(await runOld(rest, { input: {}, answers: down })).toMatchObject({
      status: 'faulted',
      error: { status: 503 },
    });
  });

  it.each([
    ['retryRef: Often, retryableErrors: [Down]', 2],
    ['retryRef: Often', 2],
    ['retryRef: Often, retryableErrors: [Missing]', 0],
  ])('are retried: %s', async (retry, times) => {
    const { history } = await runOld(failing(`actions: [{ functionRef: fail, ${retry} }]`), {
      input: {},
      answers: down,
    });
    expect(history.filter(({ type }) => type === 'task.retried')).toHaveLength(times);
  });
});
