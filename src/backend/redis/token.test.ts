import { expect, it } from 'vitest';
import { pendingInstance } from '../../machine/instance.ts';
import { newInstance, now } from '../conformance/samples.ts';
import { creation } from './rows.ts';
import { carriedBy } from './token.ts';

const [, given, definition, startedAt] = creation(newInstance('a'));
const start = JSON.stringify({ kind: 'start' });
const token = (rung: number | string = now, version = '0') =>
  JSON.stringify([
    rung,
    'a',
    'shop/order',
    '7',
    version,
    'pending',
    definition,
    String(startedAt),
    given,
    '',
    'start',
    start,
  ]);

it('carries an instance with what its turn starts from', () => {
  expect(carriedBy(token(), now)).toEqual({
    instance: 'a',
    workflow: 'shop/order',
    work: {
      instance: pendingInstance(newInstance('a')),
      version: 0,
      inbox: [{ id: 'start', stimulus: { kind: 'start' } }],
      revision: '7',
    },
  });
});

it('may carry nothing', () => {
  expect(carriedBy('1', now)).toBeUndefined();
});

it('carries nothing that has lain around, or comes from a clock that is wrong', () => {
  for (const rung of [now - 1_001, now + 1_001, String(now - 60_000)]) {
    expect(carriedBy(token(rung), now)).toBeUndefined();
  }
  expect(carriedBy(token(String(now - 1_000)), now)).toBeDefined();
});
