import type { Json } from '../../json/json.ts';
import { ExpressionError } from '../expression.ts';
import { MAX_PATH, MAX_STRING } from './limits.ts';
import type { Run } from './run.ts';

/**
 * A number as jq writes it: the shortest decimal that reads back the same, with an exponent only for the very large
 * and very small. Not-a-number is `null` and infinities are the largest doubles.
 */
export function dumpNumber(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  const point = Number(exponent) + 1;
  if (point <= -4 || point > digits.length + 15) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const power = Math.abs(point - 1);
    return `${sign}${digits[0]}${fraction}e${point < 1 ? '-' : '+'}${String(power).padStart(2, '0')}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A string as jq writes it: like JSON.stringify, with the delete character escaped too. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}

/** What is being written: a container, how far it is, and its keys when it is an object. */
interface Open {
  readonly items: readonly Json[];
  readonly keys: readonly string[] | undefined;
  next: number;
}

/** Steps for writing an element or a field. */
const WRITTEN = 3;

/**
 * A value's JSON text, as `tojson` makes it. Works without recursion, so that any depth is safe, and stops once the
 * text is longer than `enough` characters. Every element is paid for where there is a run. @throws ExpressionError past the longest string.
 */
export function dump(value: Json, enough = MAX_STRING, run?: Run): string {
  if (typeof value === 'string') return quote(enough < value.length ? value.slice(0, enough) : value);
  if (typeof value === 'number') return dumpNumber(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const text = new Text();
  const stack: Open[] = [];
  const write = (item: Json): void => {
    if (typeof item !== 'object' || item === null) {
      text.add(dump(item));
    } else if (stack.length > MAX_PATH) {
      text.add('"<skipped: too deep>"');
    } else if (Array.isArray(item)) {
      text.add('[');
      stack.push({ items: item, keys: undefined, next: 0 });
    } else {
      text.add('{');
      const keys = Object.keys(item);
      run?.fields(keys.length);
      stack.push({ items: Object.values(item), keys, next: 0 });
    }
  };
  write(value);
  for (let open = stack.at(-1); open !== undefined && text.length <= enough; open = stack.at(-1)) {
    const index = open.next++;
    run?.spend(WRITTEN);
    const item = open.items[index];
    if (item === undefined) {
      text.add(open.keys === undefined ? ']' : '}');
      stack.pop();
      continue;
    }
    if (index > 0) text.add(',');
    const key = open.keys?.[index];
    if (key !== undefined) text.add(`${quote(key)}:`);
    write(item);
  }
  if (text.length > MAX_STRING) throw new ExpressionError(`A string grew past ${MAX_STRING} characters`);
  return text.whole();
}

/** A text that grows. Pieces are put together by the thousand: a string of so many small parts would take long. */
class Text {
  length = 0;
  #whole = '';
  #pieces: string[] = [];

  add(piece: string): void {
    this.length += piece.length;
    if (this.#pieces.push(piece) < 1000) return;
    this.#whole += this.#pieces.join('');
    this.#pieces = [];
  }

  whole(): string {
    return this.#whole + this.#pieces.join('');
  }
}
