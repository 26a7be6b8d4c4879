import { expect, it } from 'vitest';
import { formatTree } from './tree.ts';

it('draws branches below their owners', () => {
  const leaf = (label: string) => ({ label, children: [] });
  expect(
    formatTree([{ label: 'a', children: [leaf('b'), { label: 'c', children: [leaf('d')] }] }, leaf('e')]),
  ).toBe(['├ a', '│ ├ b', '│ └ c', '│   └ d', '└ e'].join('\n'));
});
