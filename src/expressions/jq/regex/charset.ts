import type { Run } from '../run.ts';
import { cases } from './folding.ts';
import type { Property } from './property.ts';

export type Range = readonly [number, number];

/** A set of characters: ranges and properties, or all but these. */
export class CharSet {
  /** Whether each of the first 256 characters is in the set, as the matcher's short cut. */
  readonly latin = new Uint8Array(256);
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];
  readonly #properties: readonly Property[];
  readonly #negative: boolean;

  constructor(ranges: readonly Range[], properties: readonly Property[], negative: boolean, run: Run) {
    const merged = merge(ranges);
    this.#starts = merged.map(([start]) => start);
    this.#ends = merged.map(([, end]) => end);
    this.#properties = [...new Set(properties)];
    this.#negative = negative;
    for (let code = 0; code < 256; code++) this.latin[code] = this.#find(code, run) ? 1 : 0;
  }

  has(code: number, run: Run): boolean {
    return code < 256 ? this.latin[code] === 1 : this.#find(code, run);
  }

  #find(code: number, run: Run): boolean {
    return (this.#inRanges(code) || this.#inProperties(code, run)) !== this.#negative;
  }

  #inRanges(code: number): boolean {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= code) low = middle + 1;
      else high = middle;
    }
    return low > 0 && code <= (this.#ends[low - 1] ?? -1);
  }

  #inProperties(code: number, run: Run): boolean {
    const properties = this.#properties;
    if (properties.length > 8) run.spend(properties.length >> 3);
    for (let index = 0; index < properties.length; index++) {
      if (properties[index]?.has(code, run) === true) return true;
    }
    return false;
  }
}

/** Sorted, without overlaps. */
function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((left, right) => left[0] - right[0])) {
    const last = merged.at(-1);
    if (last === undefined || range[0] > last[1] + 1) merged.push(range);
    else merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])];
  }
  return merged;
}

/** The ranges and all other cases of what the set holds. */
export function withCases(ranges: readonly Range[], properties: readonly Property[], run: Run): Range[] {
  const set = new CharSet(ranges, properties, false, run);
  const table = cases();
  run.spend(table.size >> 3);
  const added: Range[] = [...ranges];
  for (const [code, group] of table) {
    if (set.has(code, run)) for (const other of group) added.push([other, other]);
  }
  return added;
}
