import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inOrder, order } from './order.ts';

it('sorts claims, unknown ones last', () => {
  const claims = ['new', 'jq-filters', 'three-steps'].map((name) => ({ name }));
  expect(inOrder(claims).map(({ name }) => name)).toEqual(['three-steps', 'jq-filters', 'new']);
});

it('no claim is named as something else that npm run bench knows', () => {
  const folders = readdirSync('bench').filter((folder) => existsSync(`bench/${folder}/main.ts`));
  expect(order.filter((name) => folders.includes(name))).toEqual([]);
});

it('has every claim', () => {
  const claims = readdirSync('bench/claims').map((file) => file.replace(/\.ts$/, ''));
  expect([...order].sort()).toEqual(claims.sort());
});
