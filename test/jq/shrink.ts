import type { Json } from '../../src/json/json.ts';
import type { Pair } from './reference.ts';

/**
 * A smaller pair that fails still: parts in parentheses take the place of the whole, or become `.`, and parts of the
 * input take the place of the input. Not the smallest there is, but one to look at.
 */
export async function shrink(pair: Pair, fails: (pair: Pair) => Promise<boolean>): Promise<Pair> {
  let smallest = pair;
  for (let tries = 0; tries < 60; ) {
    const before = smallest;
    for (const candidate of [...smallerFilters(smallest), ...smallerInputs(smallest)]) {
      if (++tries > 60) break;
      if (await fails(candidate)) {
        smallest = candidate;
        break;
      }
    }
    if (smallest === before) break;
  }
  return smallest;
}

function smallerFilters({ filter, input }: Pair): Pair[] {
  const parts = groups(filter).sort((left, right) => right.text.length - left.text.length);
  return [
    ...parts.map(({ text }) => text.slice(1, -1)),
    ...parts.map(({ text, at }) => `${filter.slice(0, at)}.${filter.slice(at + text.length)}`),
  ]
    .filter((smaller) => smaller.length < filter.length)
    .map((smaller) => ({ filter: smaller, input }));
}

/** Everything in parentheses or brackets. Brackets in strings mislead it, which only costs tries. */
function groups(filter: string): { readonly text: string; readonly at: number }[] {
  const found: { text: string; at: number }[] = [];
  const open: number[] = [];
  for (const [at, character] of Array.from(filter).entries()) {
    if ('([{'.includes(character)) open.push(at);
    if (')]}'.includes(character)) {
      const from = open.pop();
      if (from !== undefined) found.push({ text: filter.slice(from, at + 1), at: from });
    }
  }
  return found;
}

function smallerInputs({ filter, input }: Pair): Pair[] {
  if (typeof input !== 'object' || input === null) return [];
  const parts: Json[] = [null, ...Object.values(input)];
  if (Array.isArray(input)) parts.push(...input.map((_, index) => input.toSpliced(index, 1)));
  else {
    parts.push(
      ...Object.keys(input).map((key) =>
        Object.fromEntries(Object.entries(input).filter(([other]) => other !== key)),
      ),
    );
  }
  return parts.map((smaller) => ({ filter, input: smaller }));
}
