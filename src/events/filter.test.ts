import { describe, expect, it } from 'vitest';
import type { EventFilterDefinition } from '../dsl/model.ts';
import type { Scope } from '../expressions/index.ts';
import type { Json } from '../json/json.ts';
import type { CloudEvent } from './cloudevent.ts';
import { compileFilter, waitKey } from './filter.ts';
import { FilterError } from './filter-error.ts';

const base = { specversion: '1.0', id: '1', source: 'store/order', type: 'order.placed' } as const;

function event(attributes: Readonly<Record<string, Json>> = {}): CloudEvent {
  return { ...base, ...attributes };
}

function compile(definition: EventFilterDefinition, language: 'jq' | 'jsonata' = 'jq') {
  return compileFilter(definition, { language, variables: ['context', 'input'] });
}

function scope(variables: Readonly<Record<string, Json>> = {}): Scope {
  return { now: 0, random: () => 0, variables };
}

function matches(attributes: EventFilterDefinition['with'], candidate: CloudEvent): boolean {
  return compile({ with: attributes }).matches(candidate, scope());
}

function errorOf(definition: EventFilterDefinition): FilterError {
  try {
    compile(definition);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  return expect.fail('it compiled');
}

describe('an attribute of a filter', () => {
  it.each<[string, EventFilterDefinition['with'], Readonly<Record<string, Json>>, boolean]>([
    ['an equal text', { type: 'order.placed' }, {}, true],
    ['another text', { type: 'order.paid' }, {}, false],
    ['a dot, which stands for itself', { type: 'order.placed' }, { type: 'orderXplaced' }, false],
    ['a pattern', { type: 'order\\.(placed|paid)' }, {}, true],
    ['a pattern that fits a part only', { type: 'plac.*' }, {}, false],
    ['a pattern across lines', { subject: 'a.*b' }, { subject: 'a\nb' }, true],
    ['a text equal to what is also a pattern', { source: '/a?b=(c)' }, { source: '/a?b=(c)' }, true],
    ['an extension', { region: 'eu' }, { region: 'eu' }, true],
    ['an extension that is missing', { region: '.*' }, {}, false],
    ['a name that every object inherits', { constructor: '.*' }, {}, false],
    ['a number that came as text', { priority: 5 }, { priority: '5' }, true],
    ['a boolean that came as text', { sampled: true }, { sampled: 'true' }, true],
    ['a text for a number', { priority: '5' }, { priority: 5 }, true],
    ['another number', { priority: 5 }, { priority: 6 }, false],
    ['an expression that is true', { subject: '${ startswith("a") }' }, { subject: 'ab' }, true],
    ['an expression that is false', { subject: '${ startswith("b") }' }, { subject: 'ab' }, false],
    ['an expression that is null', { subject: '${ null }' }, { subject: 'ab' }, false],
    ['an expression without output', { subject: '${ empty }' }, { subject: 'ab' }, false],
    ['an expression with the value', { subject: '${ "a" + "b" }' }, { subject: 'ab' }, true],
    ['an expression with another value', { subject: '${ "a" }' }, { subject: 'ab' }, false],
    ['an expression that fails', { subject: '${ .x.y }' }, { subject: 'ab' }, false],
    ['all of several', { type: 'order.placed', subject: 'a' }, { subject: 'a' }, true],
    ['only one of several', { type: 'order.placed', subject: 'a' }, { subject: 'b' }, false],
  ])('sees %s', (_, attributes, more, expected) => {
    expect(matches(attributes, event(more))).toBe(expected);
  });

  it('matches a hostile text against a hostile pattern in linear time', () => {
    expect(matches({ subject: '(a+)+b' }, event({ subject: 'a'.repeat(8_000) }))).toBe(false);
  });
});

describe('the data of a filter', () => {
  const order = {
    orderNo: 'A-1',
    customer: { name: 'Ada', vip: true },
    lines: [{ sku: 1, n: 2 }],
    note: null,
  };

  it.each<[string, Json, boolean]>([
    ['an object whose members are there', { orderNo: 'A-1', customer: { vip: true } }, true],
    ['an object with another value inside', { customer: { vip: false } }, false],
    ['an object with a member that is missing', { customer: { age: 3 } }, false],
    ['a member that is null', { note: null }, true],
    ['null for a member that is missing', { other: null }, false],
    ['the empty object', {}, true],
    ['a list item by item', { lines: [{ sku: 1 }] }, true],
    ['a list of another length', { lines: [] }, false],
    ['a text in data, which is no pattern', { orderNo: 'A-.*' }, false],
    ['an expression about all of it', '${ .orderNo == "A-1" }', true],
    ['an expression about a part', { customer: { name: '${ startswith("A") }' } }, true],
    ['an expression about a part that is false', { customer: { name: '${ startswith("B") }' } }, false],
    ['a text for an object', 'A-1', false],
  ])('sees %s', (_, data, expected) => {
    expect(matches({ data }, event({ data: order }))).toBe(expected);
  });

  it.each<[Json, Json, boolean]>([
    [5, 5, true],
    [5, '5', false],
    ['a*', 'a*', true],
    ['a*', 'aa', false],
    [null, null, true],
    [[1], [1], true],
  ])('compares the literal %j with %j', (expected, data, result) => {
    expect(matches({ data: expected }, event({ data }))).toBe(result);
  });

  it('matches no event without data', () => {
    expect(matches({ data: {} }, event())).toBe(false);
  });
});

describe('a filter that reads instance variables', () => {
  const filter = compile({ with: { type: 'order.placed', data: '${ .orderNo == $context.orderNo }' } });
  const placed = event({ data: { orderNo: 'A-1' } });

  it('is checked in full against the instance', () => {
    expect(filter.matches(placed, scope({ context: { orderNo: 'A-1' } }))).toBe(true);
    expect(filter.matches(placed, scope({ context: { orderNo: 'A-2' } }))).toBe(false);
  });

  it('leaves its subscription with what needs no instance', () => {
    expect(filter.subscription.matches(placed, 0)).toBe(true);
    expect(filter.subscription.matches(event({ type: 'other', data: {} }), 0)).toBe(false);
  });

  it('keeps an expression without variables in the subscription', () => {
    const { subscription } = compile({ with: { data: '${ .n > 1 }' } });
    expect(subscription.matches(event({ data: { n: 1 } }), 0)).toBe(false);
  });
});

describe('a subscription', () => {
  const keyed = { with: { type: 'paid' }, correlate: { order: { from: '.orderNo', expect: '.orderNo' } } };
  const unkeyed = { with: { type: 'paid' }, correlate: { order: { from: '.orderNo' } } };

  it('is the same for the same shape, whatever is expected', () => {
    const other = { ...keyed, correlate: { order: { from: '.orderNo', expect: '$context.orderNo' } } };
    expect(compile(other).subscription.id).toBe(compile(keyed).subscription.id);
  });

  it.each<[string, EventFilterDefinition]>([
    ['type', { ...keyed, with: { type: 'denied' } }],
    ['correlation', { ...keyed, correlate: { order: { from: '.id', expect: '.orderNo' } } }],
    ['keying', unkeyed],
  ])('is another one for another %s', (_, definition) => {
    expect(compile(definition).subscription.id).not.toBe(compile(keyed).subscription.id);
  });

  it('is another one in another language', () => {
    const definition = { with: { subject: '${ true }' } };
    expect(compile(definition, 'jsonata').subscription.id).not.toBe(compile(definition).subscription.id);
  });

  it.each<[EventFilterDefinition['with'], string | undefined]>([
    [{ type: 'paid' }, 'paid'],
    [{ type: 'pai.*' }, undefined],
    [{ type: '${ startswith("p") }' }, undefined],
    [{ source: '/a' }, undefined],
  ])('of %j has the literal type %s', (attributes, type) => {
    expect(compile({ with: attributes }).subscription.type).toBe(type);
  });

  it('is keyed only when every correlation has an expectation', () => {
    const mixed = { ...keyed, correlate: { ...keyed.correlate, other: { from: '.x' } } };
    expect(
      [keyed, unkeyed, mixed, { with: { type: 'paid' } }].map((one) => compile(one).subscription.keyed),
    ).toEqual([true, false, false, false]);
  });
});

describe('the key of an event', () => {
  const definition = {
    with: { type: 'paid' },
    correlate: { b: { from: '.amount', expect: '.a' }, a: { from: '${ .orderNo }', expect: '.o' } },
  };
  const filter = compile(definition);
  const paid = event({ type: 'paid', data: { orderNo: 'A-1', amount: 5 } });

  it('is the key of the waits that expect its values', () => {
    expect(filter.subscription.key(paid, 0)).toBe(waitKey(filter, { a: 'A-1', b: 5 }));
  });

  it.each<Record<string, Json>>([{ a: 'A-2', b: 5 }, { a: 'A-1', b: 6 }, { a: 5, b: 'A-1' }, { a: 'A-1' }])(
    'is not the key of a wait that expects %j',
    (expected) => {
      expect(filter.subscription.key(paid, 0)).not.toBe(waitKey(filter, expected));
    },
  );

  it('is missing when a value is', () => {
    expect(filter.subscription.key(event({ data: { orderNo: 'A-1' } }), 0)).toBeUndefined();
  });

  it('is the id alone without expectations', () => {
    const { subscription, ...rest } = compile({ with: { type: 'paid' }, correlate: { a: { from: '.x' } } });
    expect(subscription.key(paid, 0)).toBe(subscription.id);
    expect(waitKey({ subscription, ...rest }, {})).toBe(subscription.id);
  });
});

describe('correlate.from', () => {
  function read(from: string, candidate: CloudEvent): Json | undefined {
    const [correlation] = compile({ with: { type: 'x' }, correlate: { key: { from } } }).correlate;
    return correlation?.from(candidate, scope());
  }

  it.each<[string, Json, Json]>([
    ['.subject', { subject: 'of the data' }, 'of the event'],
    ['.orderNo', { orderNo: 'A-1' }, 'A-1'],
    ['${ .data.orderNo }', { orderNo: 'A-1' }, 'A-1'],
    ['.order.no', { order: { no: 7 } }, 7],
    ['.order.no', { order: 'text' }, null],
    ['.order.no', 'text', null],
    ['.subject | length', {}, 12],
  ])('%s with the data %j gives %j', (from, data, expected) => {
    expect(read(from, event({ subject: 'of the event', data }))).toEqual(expected);
  });

  it('works the same in JSONata', () => {
    const filter = compile({ with: { type: 'x' }, correlate: { key: { from: 'orderNo' } } }, 'jsonata');
    expect(filter.correlate[0]?.from(event({ data: { orderNo: 'A-1' } }), scope())).toBe('A-1');
  });

  it('may read no variable of the instance', () => {
    const error = errorOf({ with: { type: 'x' }, correlate: { key: { from: '$context.a' } } });
    expect(error.path).toEqual(['correlate', 'key', 'from']);
  });

  it('leaves the expectation to be evaluated with the instance', () => {
    const { correlate } = compile({
      with: { type: 'x' },
      correlate: { key: { from: '.a', expect: '$context.b' } },
    });
    expect(correlate[0]?.expect?.evaluate(null, scope({ context: { b: 3 } }))).toBe(3);
  });
});

describe('a filter that does not compile', () => {
  it.each<[EventFilterDefinition, readonly (string | number)[]]>([
    [{ with: { subject: '${ .a | }' } }, ['with', 'subject']],
    [{ with: { data: { list: [1, '${ ( }'] } } }, ['with', 'data', 'list', 1]],
    [
      { with: { type: 'x' }, correlate: { key: { from: '.a', expect: '.[' } } },
      ['correlate', 'key', 'expect'],
    ],
  ])('%j names the place and the cause', (definition, path) => {
    expect(errorOf(definition)).toMatchObject({ path, cause: { name: 'ExpressionSyntaxError' } });
  });

  it('is one with a pattern that is none', () => {
    expect(errorOf({ with: { subject: 'a(b' } })).toMatchObject({
      path: ['with', 'subject'],
      message: expect.stringContaining('not a valid pattern'),
    });
  });

  it('is one with an attribute that no event can have', () => {
    expect(errorOf({ with: { dataContentType: 'a' } })).toMatchObject({ path: ['with', 'dataContentType'] });
  });
});
