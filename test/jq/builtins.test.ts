import { describe, expect, it } from 'vitest';
import { builtinNames, refusal } from '../../src/expressions/jq/builtins/index.ts';
import { Reference } from './reference.ts';

/** Builtins that jq has for itself, and the manual does not name. */
const internal = ['get_jq_origin/0', 'get_prog_origin/0'];

describe('builtins', () => {
  it('has every builtin of jq, or refuses it with a reason', async () => {
    const names = new Set(builtinNames());
    const missing = (await new Reference().builtins()).filter(
      (name) => !names.has(name) && refusal(name.replace(/\/\d+$/, '')) === undefined,
    );
    expect(missing.filter((name) => !internal.includes(name)).sort()).toEqual([]);
  });

  it('has nothing else but what the manual of jq names', async () => {
    const theirs = new Set(await new Reference().builtins());
    const more = builtinNames().filter((name) => !theirs.has(name));
    expect(more.sort()).toEqual(['ascii/0', 'date/0', 'dateadd/2', 'datesub/2', 'leaf_paths/0', 'toarray/0']);
  });
});
