import { describe, expect, it } from 'vitest';
import { failure, outputs } from '../testbed.ts';

describe('arithmetic', () => {
  it.each([
    ['1 + 2 * 3 - 4 / 2', null, [5]],
    ['5 % 3, -5 % 3, 5 % -3, 5.9 % 3.9', null, [2, -2, 2, 2]],
    ['null + 1, 1 + null', null, [1, 1]],
    ['1 < 2, "a" < "b", null < false, {} > []', null, [true, true, true, true]],
    ['[nan] as $x | $x == $x, ([$x, 1] | indices([$x])), ([$x, $x] | unique | length)', null, [true, [0], 1]],
    ['[1, 2] | bsearch(nan)', null, [-1]],
    ['nan < nan, nan == nan, nan > nan, [nan] == [nan]', null, [true, false, false, false]],
    ['(1, 2) + (10, 20)', null, [11, 12, 21, 22]],
    ['infinite % 3, 5 % infinite', null, [1, 5]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('functions', () => {
  it.each([
    ['floor, ceil, round, trunc, fabs', -1.5, [-2, -1, -2, -1, 1.5]],
    ['sqrt, cbrt', 64, [8, 4]],
    ['pow(2; 10), pow(2, 3; 2)', null, [1024, 4, 9]],
    ['log2, log10, exp2, exp10', 2, [1, 0.3010299956639812, 4, 100]],
    ['frexp, logb, significand', 8, [[0.5, 4], 3, 1]],
    ['frexp', 0, [[0, 0]]],
    ['fma(-1.7e308; 500; infinite), fma(infinite; 0; 1)', null, [Number.MAX_VALUE, null]],
    ['modf', 3.75, [[0.75, 3]]],
    ['ldexp(3; 4), scalb(3; 4)', null, [48, 48]],
    ['gamma, tgamma', 5, [3.1780538303479458, 24]],
    ['rint, nearbyint', 2.5, [2, 2]],
    ['drem(5; 3), fmod(5; 3)', null, [-1, 2]],
    ['[drem(3; infinite), drem(3; nan), drem(infinite; 3)] | map(isnan)', null, [[false, true, true]]],
    [
      'copysign(1; -2), fdim(3; 1), fmin(1; 2), fmax(1; 2), hypot(3; 4), fma(2; 3; 4)',
      null,
      [-1, 2, 1, 2, 5, 10],
    ],
    ['nextafter(1; 2)', null, [1.0000000000000002]],
    ['isnan, isinfinite, isnormal', 1, [false, false, true]],
    ['[infinite | isinfinite, isnormal]', null, [[true, false]]],
    ['abs', -3, [3]],
    ['length', -3, [3]],
    ['[.[] | numbers, (strings | tonumber)]', [1, '2', null], [[1, 2]]],
    ['map(type)', [null, true, 1, '', [], {}], [['null', 'boolean', 'number', 'string', 'array', 'object']]],
    [
      '[.[] | values], [.[] | nulls], [.[] | scalars], [.[] | iterables], [.[] | booleans]',
      [null, true, [1]],
      [[true, [1]], [null], [null, true], [[1]], [true]],
    ],
    ['now, env, input_line_number, have_decnum', null, [1425599507, {}, 0, false]],
    ['builtins | length > 150', null, [true]],
    ['@json', 1, ['1']],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    ['1 / 0', null, 'number (1) and number (0) cannot be divided because the divisor is zero'],
    ['5 % 0', null, 'number (5) and number (0) cannot be divided (remainder) because the divisor is zero'],
    ['{} + 1', null, 'object ({}) and number (1) cannot be added'],
    ['-"a"', null, 'string ("a") cannot be negated'],
    ['floor', 'a', 'string ("a") number required'],
    ['pow("a"; 1)', null, 'string ("a") number required'],
    ['abs', null, 'null (null) cannot be negated'],
    ['[] * {}', null, 'array ([]) and object ({}) cannot be multiplied'],
    ['[] / 1', null, 'array ([]) and number (1) cannot be divided'],
    ['"a" * 1e9', null, 'Repeat string result too long'],
  ] as const)('fails %s on %j', (filter, input, message) => {
    expect(failure(filter, input)).toBe(message);
  });
});
