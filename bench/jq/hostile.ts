import type { Json } from '../../src/json/json.ts';

/** Filters that would not end, or would fill the memory, without bounds. */
export const hostile: readonly { readonly name: string; readonly filter: string; readonly input?: Json }[] = [
  { name: 'a range without end', filter: '[range(1e12)]' },
  { name: 'recursion without end', filter: 'def f: f; f' },
  { name: 'recursion that keeps its frames', filter: 'def f: 1 + f; f' },
  { name: 'repeat', filter: 'repeat(.)' },
  { name: 'a string that doubles', filter: 'reduce range(30) as $i ("a"; . + .)' },
  { name: 'a string times a number', filter: '"x" * 1000000000' },
  { name: 'an array that doubles', filter: 'reduce range(100) as $i ([1]; . + .)' },
  { name: 'a catastrophic regex', filter: 'test("^(a+)+$")', input: `${'a'.repeat(50_000)}!` },
];
