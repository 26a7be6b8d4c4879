import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from './deliberate.ts';
import { ours } from './ours.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/jq.md'), 'utf8');
const examples = [...page.matchAll(/```jq\n(.*?)```/gs)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

const order = {
  id: 7,
  total: 120,
  text: '{',
  customer: { name: 'Ada' },
  items: [
    { name: 'tea', price: 12, count: 2 },
    { name: 'cup', price: 3, count: 1 },
  ],
};

describe('docs/jq.md', () => {
  it.each(rules.map((rule) => rule.title))('has a heading for the difference "%s"', (title) => {
    expect(page).toContain(`\n## ${title}\n`);
  });

  it.each(examples)('has an example that runs: %s', (filter) => {
    expect(ours({ filter, input: order })).toMatchObject({ error: undefined });
  });
});
