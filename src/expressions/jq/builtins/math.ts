import type { Json } from '../../../json/json.ts';
import { wrongType } from '../values.ts';
import { type Entry, value, valueN } from './define.ts';
import { gamma, logGamma, nextAfter, roundEven, split } from './numbers.ts';

function number(input: Json): number {
  if (typeof input !== 'number') throw wrongType(input, 'number required');
  return input;
}

function exponent(x: number): number {
  return x === 0 ? Number.NEGATIVE_INFINITY : Number.isFinite(x) ? split(x)[1] - 1 : Math.abs(x);
}

/** `x` times 2 to a whole power. */
const scale = (x: number, exponent: number): number => {
  if (x === 0 || !Number.isFinite(x)) return x;
  // In two halves: 2 to the full power may overflow where the product does not.
  const power = Math.max(-3000, Math.min(3000, Math.trunc(exponent || 0)));
  const half = Math.trunc(power / 2);
  return x * 2 ** half * 2 ** (power - half);
};

const copySign = (x: number, y: number): number => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x));

/** The remainder of the division rounded to the nearest integer, ties to even. */
const nearestRemainder = (x: number, y: number): number => {
  if (Number.isNaN(y)) return y;
  if (!Number.isFinite(y)) return Number.isFinite(x) ? x : Number.NaN;
  const rest = x % y;
  const size = Math.abs(y);
  const twice = 2 * Math.abs(rest);
  const odd = Math.trunc(x / y) % 2 !== 0;
  return twice > size || (twice === size && odd) ? rest - Math.sign(rest) * size : rest;
};

const unary: Readonly<Record<string, (x: number) => Json>> = {
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  exp: Math.exp,
  exp10: (x) => 10 ** x,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  fabs: Math.abs,
  floor: Math.floor,
  frexp: (x) => [...split(x)],
  gamma: (x) => logGamma(x),
  lgamma: (x) => logGamma(x),
  lgamma_r: (x) => [
    logGamma(x),
    x < 0 && Number.isFinite(x) && !Number.isInteger(x) && Math.floor(x) % 2 !== 0 ? -1 : 1,
  ],
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  logb: exponent,
  modf: (x) => [copySign(Number.isFinite(x) ? x - Math.trunc(x) : Number.isNaN(x) ? x : 0, x), Math.trunc(x)],
  nearbyint: roundEven,
  rint: roundEven,
  round: (x) => Math.sign(x) * Math.round(Math.abs(x)),
  significand: (x) => (x === 0 || !Number.isFinite(x) ? x : split(x)[0] * 2),
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  tgamma: gamma,
  trunc: Math.trunc,
};

const binary: Readonly<Record<string, (x: number, y: number) => number>> = {
  atan2: Math.atan2,
  copysign: copySign,
  drem: nearestRemainder,
  fdim: (x, y) => (x > y ? x - y : Number.isNaN(x + y) ? Number.NaN : 0),
  fmax: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y)),
  fmin: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y)),
  fmod: (x, y) => x % y,
  hypot: Math.hypot,
  ldexp: scale,
  nextafter: nextAfter,
  nexttoward: nextAfter,
  pow: Math.pow,
  remainder: nearestRemainder,
  scalb: (x, y) =>
    Number.isInteger(y) || Math.abs(y) === Number.POSITIVE_INFINITY ? scale(x, y) : Number.NaN,
  scalbln: scale,
};

/** In C the product is exact: that of two finite numbers is never an infinity that an infinite `z` could cancel. */
function multiplyAdd(x: number, y: number, z: number): number {
  return Number.isFinite(x) && Number.isFinite(y) && !Number.isFinite(z) ? z : x * y + z;
}

export const mathBuiltins: readonly Entry[] = [
  ...Object.entries(unary).map(([name, compute]) => value(name, (input) => compute(number(input)))),
  ...Object.entries(binary).map(([name, compute]) =>
    valueN(name, 2, (_, [x = null, y = null]) => compute(number(x), number(y))),
  ),
  valueN('fma', 3, (_, [x = null, y = null, z = null]) => multiplyAdd(number(x), number(y), number(z))),
  value('infinite', () => Number.POSITIVE_INFINITY),
  value('nan', () => Number.NaN),
  value('isinfinite', (input) => typeof input === 'number' && Math.abs(input) === Number.POSITIVE_INFINITY),
  value('isnan', (input) => typeof input === 'number' && Number.isNaN(input)),
  value(
    'isnormal',
    (input) => typeof input === 'number' && Number.isFinite(input) && Math.abs(input) >= 2 ** -1022,
  ),
  value('isfinite', (input) => typeof input === 'number' && Math.abs(input) !== Number.POSITIVE_INFINITY),
  value('abs', (input) => {
    if (typeof input === 'number') return input < 0 ? -input : Object.is(input, -0) ? 0 : input;
    if (typeof input === 'string' || (typeof input === 'object' && input !== null)) return input;
    throw wrongType(input, 'cannot be negated');
  }),
];
