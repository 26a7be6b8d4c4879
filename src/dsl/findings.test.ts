import { describe, expect, test } from 'vitest';
import type { Json } from '../json/json.ts';
import { validate } from './validate.ts';

const document = { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' };
const ok = { set: { x: 1 } };

/** Findings about a workflow whose only task is this. */
const about = (task: Json) => validate({ document, do: [{ t: task }] }).findings;
/** Findings about a workflow with this at its root. */
const atRoot = (more: Json) => validate({ document, do: [{ t: ok }], ...(more as object) }).findings;

describe('one finding for each mistake', () => {
  test('a good workflow has none', () => {
    expect(about(ok)).toEqual([]);
  });

  test('T9 an unknown key is told at the key, with what was meant', () => {
    expect(about({ ...ok, thne: 'end' })).toEqual([
      {
        code: 'unknown-key',
        message: "a 'set' task has no key 'thne'",
        hint: "did you mean 'then'?",
        pointer: '/do/0/t/thne',
      },
    ]);
  });

  test('an unknown key that resembles none lists what may stand there', () => {
    expect(atRoot({ evaluate: { mode: 'strict', speed: 1 } })).toMatchObject([
      { code: 'unknown-key', hint: "it may also have 'language'" },
    ]);
  });

  test('D8 a key of the root is not ignored', () => {
    expect(atRoot({ extra: 1 })).toMatchObject([{ code: 'unknown-key', pointer: '/extra' }]);
  });

  test('a missing key is told at its object', () => {
    expect(about({ call: 'http', with: { method: 'get' } })).toEqual([
      {
        code: 'missing-key',
        message: "the key 'endpoint' is missing in 'with' of an HTTP call",
        pointer: '/do/0/t/with',
      },
    ]);
  });

  test('a required key that is misspelt is not also missing', () => {
    expect(about({ call: 'http', with: { method: 'get', endpiont: 'https://example.com' } })).toMatchObject([
      { code: 'unknown-key', hint: "did you mean 'endpoint'?" },
    ]);
  });

  test('one of several keys that is misspelt is not also missing', () => {
    expect(about({ listen: { to: { oen: { with: { type: 'x' } } } } })).toMatchObject([
      { code: 'unknown-key' },
    ]);
  });

  test('a wrong type says what is there and what should be', () => {
    expect(about({ do: { a: ok } })).toEqual([
      {
        code: 'wrong-type',
        message: "'do' is an object; it should be a list",
        hint: "begin each task with '- '",
        pointer: '/do/0/t/do',
      },
    ]);
  });

  test('a key without a value says so', () => {
    expect(about({ set: null })).toMatchObject([
      { code: 'wrong-type', message: "'set' has no value; it should be text or an object" },
    ]);
  });

  test('a number in place of text is to be quoted', () => {
    expect(validate({ document: { ...document, version: 1 }, do: [{ t: ok }] }).findings).toMatchObject([
      { code: 'wrong-type', hint: 'put it in quotes', pointer: '/document/version' },
    ]);
  });

  test('a wrong item is named by its place in the list', () => {
    expect(atRoot({ use: { secrets: ['a', 2] } })).toMatchObject([
      { message: "item 2 of 'secrets' is a number; it should be text" },
    ]);
  });

  test('a value outside of an enumeration names the nearest', () => {
    expect(
      about({ call: 'http', with: { method: 'get', endpoint: 'https://x', output: 'responce' } }),
    ).toMatchObject([{ code: 'invalid-value', hint: "did you mean 'response'?" }]);
  });

  test('D12 refused: languages other than jq and JSONata', () => {
    expect(atRoot({ evaluate: { language: 'python' } })).toMatchObject([
      { code: 'invalid-value', hint: "it is one of 'jq' or 'jsonata'" },
    ]);
  });

  test.each<[Json, string]>([
    [{ wait: '5 minutes' }, "'5 minutes' is not a duration"],
    [{ wait: 'P1001Y' }, "'P1001Y' is not a duration"],
    [
      { call: 'http', with: { method: 'get', endpoint: 'a b' } },
      "'a b' is not a URI, a URI template or an expression",
    ],
    [
      { raise: { error: { type: 'x', status: 400, instance: 'a' } } },
      "'a' is not a JSON pointer or an expression",
    ],
    [{ emit: { event: { with: { type: 'x', time: 'now' } } } }, "'now' is not a time or an expression"],
  ])('a text of a wrong form: %j', (task, message) => {
    expect(about(task)).toMatchObject([{ code: 'invalid-format', message, hint: expect.any(String) }]);
  });

  test('a long text is cut in the message', () => {
    expect(about({ wait: 'x'.repeat(1000) })[0]?.message.length).toBeLessThan(100);
  });

  test.each([99, 600])('%d is no status of an error', (status) => {
    expect(about({ raise: { error: { type: 'x', status } } })).toMatchObject([{ code: 'invalid-value' }]);
  });

  test.each<[Json, string]>([
    [{ set: {} }, "a 'set' needs at least one key"],
    [{ switch: [] }, "a 'switch' needs at least one item"],
    [{ wait: {} }, 'a duration needs at least one key'],
  ])('something empty: %j', (task, message) => {
    expect(about(task)).toMatchObject([{ code: 'empty', message }]);
  });

  test('an empty workflow is refused', () => {
    expect(validate({ document, do: [] }).findings).toMatchObject([{ code: 'empty', pointer: '/do' }]);
  });

  test('a task of no kind names the kind that was meant', () => {
    expect(about({ cal: 'http' })).toMatchObject([
      { code: 'task-kind', message: 'this task has no kind', hint: "did you mean 'call' in place of 'cal'?" },
    ]);
  });

  test('a task of no kind at all lists the kinds', () => {
    expect(about({})).toMatchObject([{ code: 'task-kind', hint: expect.stringContaining("'listen'") }]);
  });

  test('T9 a task of two kinds is one mistake', () => {
    expect(about({ set: { x: 1 }, call: 'http' })).toEqual([
      {
        code: 'task-kind',
        message: "a task is of one kind; this one has 'set' and 'call'",
        pointer: '/do/0/t',
      },
    ]);
  });

  test('`do` beside `for` is no second kind', () => {
    expect(about({ for: { in: [1, 'a'] }, do: [{ a: ok }] })).toEqual([]);
  });

  test('a task that is not indented below its name is one mistake', () => {
    expect(validate({ document, do: [{ t: null, call: 'http', with: {} }] }).findings).toMatchObject([
      { code: 'task-item', pointer: '/do/0', hint: expect.stringContaining('indent') },
    ]);
  });

  test('none of several alternatives', () => {
    expect(about({ listen: { to: {} } })).toMatchObject([
      { code: 'missing-key', message: "an event strategy needs one of 'one', 'any' or 'all'" },
    ]);
  });

  test('two of several alternatives', () => {
    expect(atRoot({ schedule: { every: 'PT1H', cron: '* * * * *' } })).toMatchObject([
      { code: 'conflicting-keys', message: expect.stringContaining("this one has 'every' and 'cron'") },
    ]);
  });

  test('`until` goes with `any` only', () => {
    const filter = { with: { type: 'x' } };
    expect(about({ listen: { to: { all: [filter], until: '.x' } } })).toMatchObject([
      { code: 'misplaced-key', pointer: '/do/0/t/listen/to/until' },
    ]);
  });

  test('a secret stands alone', () => {
    const authentication = { basic: { use: 's', username: 'u' } };
    expect(
      about({ call: 'http', with: { method: 'get', endpoint: { uri: 'https://x', authentication } } }),
    ).toMatchObject([
      { code: 'conflicting-keys', pointer: '/do/0/t/with/endpoint/authentication/basic/use' },
    ]);
  });

  test('an A2A call says whom it calls', () => {
    expect(about({ call: 'a2a', with: { method: 'tasks/get' } })).toMatchObject([{ code: 'missing-key' }]);
  });

  test('an event to emit has a type', () => {
    expect(about({ emit: { event: { with: { source: 'a' } } } })).toMatchObject([{ code: 'missing-key' }]);
    expect(about({ emit: { event: {} } })).toMatchObject([{ code: 'missing-key' }]);
  });

  test('a negative count of retries is refused', () => {
    const retry = { limit: { attempt: { count: -1 } } };
    expect(about({ try: [{ a: ok }], catch: { retry } })).toMatchObject([{ code: 'invalid-value' }]);
  });
});

describe('places', () => {
  test('nodes that have a role are collected, nested ones too', () => {
    const inner = {
      try: [{ b: { ...ok, timeout: 'long' } }],
      catch: { do: [{ c: { ...ok, then: 'end' } }] },
    };
    const { places } = validate({ document, do: [{ a: inner }] });
    expect(places.get('tasks')).toEqual(expect.arrayContaining(['/do', '/do/0/a/try', '/do/0/a/catch/do']));
    expect(places.get('timeout')).toEqual(['/do/0/a/try/0/b/timeout']);
    expect(places.get('directive')).toEqual(['/do/0/a/catch/do/0/c/then']);
  });

  test('they are collected beside errors', () => {
    const { places } = validate({ document, do: [{ a: { ...ok, wrong: 1, then: 'end' } }] });
    expect(places.get('directive')).toEqual(['/do/0/a/then']);
  });
});
