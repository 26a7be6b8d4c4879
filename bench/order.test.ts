import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inOrder, order } from './order.ts';

it('sorts claims, unknown ones last', () => {
  const claims = ['new', 'jq', 'three-steps'].map((name) => ({ name }));
  expect(inOrder(claims).map(({ name }) => name)).toEqual(['three-steps', 'jq', 'new']);
});

it('has every claim', () => {
  const claims = readdirSync('bench/claims').map((file) => file.replace(/\.ts$/, ''));
  expect([...order].sort()).toEqual(claims.sort());
});
