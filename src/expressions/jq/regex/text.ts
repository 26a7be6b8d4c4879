import type { Run } from '../run.ts';

/** A text by code points, as patterns and offsets count. */
export interface Text {
  readonly points: Uint32Array;
  /** The part between two code points. */
  slice(from: number, to: number): string;
}

export function decode(text: string, run: Run): Text {
  run.spend(1 + (text.length >> 4));
  if (!/[\ud800-\udfff]/.test(text)) return decodeUnits(text);
  run.spend(text.length >> 4);
  return decodePairs(text);
}

/** Each UTF-16 unit is a code point. */
function decodeUnits(text: string): Text {
  const points = new Uint32Array(text.length);
  for (let index = 0; index < text.length; index++) points[index] = text.charCodeAt(index);
  return { points, slice: (from, to) => text.slice(from, to) };
}

function decodePairs(text: string): Text {
  const points = new Uint32Array(text.length);
  const units = new Uint32Array(text.length + 1);
  let count = 0;
  for (let unit = 0; unit < text.length; count++) {
    const point = text.codePointAt(unit) ?? 0;
    points[count] = point;
    units[count] = unit;
    unit += point > 0xffff ? 2 : 1;
  }
  units[count] = text.length;
  return { points: points.subarray(0, count), slice: (from, to) => text.slice(units[from], units[to]) };
}

/** The length of a part in UTF-8. */
export function byteLength(points: Uint32Array, start: number, end: number): number {
  let bytes = 0;
  for (let at = start; at < end; at++) {
    const point = points[at] as number;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
