/** Splits a number into a fraction of at least 0.5 and below 1, and a power of two. */
export function split(x: number): readonly [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  let power = Math.max(-1022, Math.floor(Math.log2(Math.abs(x))) + 1);
  let fraction = x / 2 ** Math.floor(power / 2) / 2 ** Math.ceil(power / 2);
  while (Math.abs(fraction) < 0.5) {
    fraction *= 2;
    power--;
  }
  while (Math.abs(fraction) >= 1) {
    fraction /= 2;
    power++;
  }
  return [fraction, power];
}

/** The nearest integer, halves to the even one. */
export function roundEven(x: number): number {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : Math.ceil(x);
}

/** The next double from `x` towards `y`. */
export function nextAfter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const away = y > x === x > 0;
  view.setBigInt64(0, view.getBigInt64(0) + (away ? 1n : -1n));
  return view.getFloat64(0);
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** Γ(x), exact for small integers. */
export function gamma(x: number): number {
  if (Number.isInteger(x)) {
    if (x === 0) return 1 / x;
    if (x < 0) return Number.NaN;
    if (x < 171) {
      let product = 1;
      for (let factor = 2; factor < x; factor++) product *= factor;
      return product;
    }
    return Number.POSITIVE_INFINITY;
  }
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  const [sum, base] = series(x - 1);
  return Math.sqrt(2 * Math.PI) * base ** (x - 0.5) * Math.exp(-base) * sum;
}

/** The logarithm of |Γ(x)|. */
export function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0;
  if (!Number.isFinite(x)) return Math.abs(x);
  if (Number.isInteger(x) && x <= 0) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(x) && x < 171) return Math.log(gamma(x));
  if (Math.abs(x) < 1e-300) return -Math.log(Math.abs(x));
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const [sum, base] = series(x - 1);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Lanczos's series for Γ(x + 1). */
function series(x: number): readonly [number, number] {
  const [first, ...rest] = lanczos;
  const sum = rest.reduce<number>((total, factor, index) => total + factor / (x + index + 1), first);
  return [sum, x + 7.5];
}
