/**
 * Which characters are the same but for their case, one character for one (Unicode's simple folding). Oniguruma also
 * takes `ß` for `ss`; that is not done here.
 */

/** Where letters with two cases live. */
const blocks: readonly (readonly [number, number])[] = [
  [0x41, 0x58f],
  [0x10a0, 0x10ff],
  [0x13a0, 0x13ff],
  [0x1c80, 0x1cbf],
  [0x1d79, 0x1d8e],
  [0x1e00, 0x1fff],
  [0x2126, 0x218f],
  [0x24b6, 0x24e9],
  [0x2c00, 0x2d2f],
  [0xa640, 0xa7ff],
  [0xab53, 0xabbf],
  [0xff21, 0xff5a],
  [0x10400, 0x105ff],
  [0x10c80, 0x10cff],
  [0x118a0, 0x118df],
  [0x16e40, 0x16e7f],
  [0x1e900, 0x1e943],
];

/** The one character that stands for all cases of a character. */
function folded(code: number): number {
  // The dotted and the dotless i of Turkish are letters of their own.
  if (code === 0x130 || code === 0x131) return code;
  return single(single(code, 'toUpperCase'), 'toLowerCase');
}

function single(code: number, change: 'toUpperCase' | 'toLowerCase'): number {
  const changed = String.fromCodePoint(code)[change]();
  const first = changed.codePointAt(0) ?? code;
  return changed.length === (first > 0xffff ? 2 : 1) ? first : code;
}

let groups: ReadonlyMap<number, readonly number[]> | undefined;

/** Every character with more than one case, with all of them. Made when a pattern first asks for it. */
export function cases(): ReadonlyMap<number, readonly number[]> {
  if (groups !== undefined) return groups;
  const byFold = new Map<number, number[]>();
  for (const [first, last] of blocks) {
    for (let code = first; code <= last; code++) {
      const fold = folded(code);
      const group = byFold.get(fold);
      if (group === undefined) byFold.set(fold, [code]);
      else group.push(code);
    }
  }
  const made = new Map<number, readonly number[]>();
  for (const group of byFold.values()) {
    if (group.length > 1) for (const code of group) made.set(code, group);
  }
  groups = made;
  return made;
}

/** Whether two characters are the same but for their case. */
export function sameFold(left: number, right: number): boolean {
  return left === right || cases().get(left)?.includes(right) === true;
}
