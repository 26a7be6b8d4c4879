import { describe, expect, it } from 'vitest';
import { compileSchema } from './index.ts';

describe('compileSchema', () => {
  it('returns undefined for a valid value', () => {
    expect(compileSchema({ type: 'object', properties: { amount: { type: 'number' } } })({ amount: 1 })).toBe(
      undefined,
    );
  });

  it('names the place and what is wrong', () => {
    const check = compileSchema({ type: 'object', properties: { amount: { type: 'number' } } });
    expect(check({ amount: 'much' })).toBe('/amount must be number');
  });

  it('says what is wrong with the whole value without a place', () => {
    expect(compileSchema({ type: 'object' })('text')).toBe('must be object');
  });

  it.each([
    [{ required: ['a'] }, {}, 'must have property "a"'],
    [{ additionalProperties: false }, { b: 1 }, 'must not have property "b"'],
    [{ unevaluatedProperties: false }, { b: 1 }, 'must not have property "b"'],
    [{ enum: ['x', 2] }, 'y', 'must be one of "x", 2'],
    [{ const: { a: 1 } }, 1, 'must be {"a":1}'],
    [false, 1, 'is not allowed'],
    [{ properties: { a: false } }, { a: 1 }, '/a is not allowed'],
    [{ minimum: 3 }, 1, 'must be >= 3'],
  ])('explains %j', (schema, value, text) => {
    expect(compileSchema(schema)(value)).toBe(text);
  });

  it('gives equal schemas the same check', () => {
    expect(compileSchema({ type: 'string', minLength: 2 })).toBe(
      compileSchema({ minLength: 2, type: 'string' }),
    );
  });

  it('takes true as "anything"', () => {
    expect(compileSchema(true)({ any: 'thing' })).toBe(undefined);
  });

  it('does not take an inherited property for a present one', () => {
    expect(compileSchema({ required: ['toString'] })({})).toBe('must have property "toString"');
  });

  it('asserts known formats', () => {
    expect(compileSchema({ format: 'date-time' })('yesterday')).toBe('must match format "date-time"');
  });

  it('ignores unknown formats and keywords', () => {
    expect(compileSchema({ format: 'shoe-size', 'x-note': 1, exampleSetFlag: true })('44')).toBe(undefined);
  });
});

describe('drafts', () => {
  const draft07 = 'http://json-schema.org/draft-07/schema#';
  const draft2020 = 'https://json-schema.org/draft/2020-12/schema';

  it('reads tuple items as draft-07 does', () => {
    expect(compileSchema({ $schema: draft07, items: [{ type: 'string' }] })([1])).toBe('/0 must be string');
  });

  it('reads tuple items without $schema', () => {
    expect(compileSchema({ items: [{ type: 'string' }], additionalItems: false })(['a', 1])).toBe(
      'must NOT have more than 1 items',
    );
  });

  it('reads prefixItems as 2020-12 does', () => {
    expect(compileSchema({ $schema: draft2020, prefixItems: [{ type: 'string' }] })([1])).toBe(
      '/0 must be string',
    );
  });

  it('reads prefixItems without $schema', () => {
    expect(compileSchema({ prefixItems: [{ type: 'string' }] })([1])).toBe('/0 must be string');
  });

  it.each(['http://json-schema.org/draft-06/schema#', 'https://json-schema.org/draft/2019-09/schema'])(
    'knows %s',
    (name) => {
      expect(compileSchema({ $schema: name, type: 'string' })(1)).toBe('must be string');
    },
  );

  it('refuses a draft it does not know', () => {
    expect(() => compileSchema({ $schema: 'http://json-schema.org/draft-04/schema#' })).toThrow(
      '$schema "http://json-schema.org/draft-04/schema#" is not supported',
    );
  });
});

describe('references', () => {
  it('follows $defs and definitions', () => {
    const schema = {
      $defs: { name: { type: 'string' } },
      definitions: { age: { type: 'integer' } },
      properties: { name: { $ref: '#/$defs/name' }, age: { $ref: '#/definitions/age' } },
    };
    expect(compileSchema(schema)({ name: 'Ada', age: 1.5 })).toBe('/age must be integer');
  });

  it('follows a schema into itself', () => {
    const schema = { properties: { child: { $ref: '#' }, name: { type: 'string' } } };
    expect(compileSchema(schema)({ child: { child: { name: 1 } } })).toBe('/child/child/name must be string');
  });

  it('refuses a remote $ref', () => {
    expect(() => compileSchema({ $ref: 'https://example.com/schema.json' })).toThrow('nothing is fetched');
  });

  it('refuses a $ref that leads nowhere', () => {
    expect(() => compileSchema({ $ref: '#/$defs/missing' })).toThrow('$ref "#/$defs/missing" leads nowhere');
  });

  it('lets two different schemas have the same $id', () => {
    const first = compileSchema({ $id: 'https://example.com/same', type: 'string' });
    const second = compileSchema({ $id: 'https://example.com/same', type: 'number' });
    expect([first(1), second(1)]).toEqual(['must be string', undefined]);
  });
});

describe('nested identifiers', () => {
  it('stay inside their own schema', () => {
    const part = (type: string) => ({ $id: 'https://example.com/part', type });
    const whole = (type: string) => ({
      properties: { a: part(type), b: { $ref: 'https://example.com/part' } },
    });
    const first = compileSchema(whole('string'));
    const second = compileSchema(whole('number'));
    expect([first({ b: 1 }), second({ b: 1 })]).toEqual(['/b must be string', undefined]);
  });
});

describe('invalid schemas', () => {
  it('refuses a type that does not exist', () => {
    expect(() => compileSchema({ type: 'text' })).toThrow('schema is invalid');
  });

  it.each([null, 3, 'object', []])('refuses %j', (schema) => {
    expect(() => compileSchema(schema)).toThrow('must be an object or a boolean');
  });

  it('refuses an asynchronous schema', () => {
    expect(() => compileSchema({ $async: true, type: 'string' })).toThrow('"$async" is not supported');
  });

  it('refuses it again on the second call', () => {
    const bad = { type: 'nothing' };
    expect(() => compileSchema(bad)).toThrow();
    expect(() => compileSchema(bad)).toThrow();
  });

  it.each([
    ['a pattern that goes back', { pattern: '^(a+)+$' }, `${'a'.repeat(50)}!`],
    [
      'items that are compared with each other',
      { uniqueItems: true },
      Array.from({ length: 300_000 }, (_, index) => [index]),
    ],
  ])(
    'gives up on %s',
    (_, schema, value) => {
      expect(compileSchema(schema)(value)).toBe('takes too long to check against its schema');
    },
    20_000,
  );

  it('gives up on a schema that goes round in a circle', () => {
    expect(compileSchema({ anyOf: [{ $ref: '#' }] })(1)).toBe('goes too deep to check against its schema');
  });

  it('checks the next value as before', () => {
    const check = compileSchema({ pattern: '^(a+)+$' });
    check(`${'a'.repeat(50)}!`);
    expect([check('aaa'), check('b')]).toEqual([undefined, 'must match pattern "^(a+)+$"']);
  }, 20_000);
});
