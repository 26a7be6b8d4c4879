import { expect, it } from 'vitest';
import { send, serve } from '../../test/cli/support/serve.ts';
import { Failure } from '../problem/failure.ts';
import { createOutage } from './outage.ts';

const away = new Failure('unreachable', 'Cannot reach Redis at cache:6379');

/** An outage at a time that the test sets, and what it told. */
function outage() {
  const clock = { now: 1_000 };
  const told: string[] = [];
  return {
    clock,
    told,
    ...createOutage(
      (message) => told.push(message),
      () => clock.now,
    ),
  };
}

it('is told once, and once when it is over', () => {
  const { clock, told, answered, failed } = outage();
  answered();
  failed(away);
  failed(away);
  expect(told).toEqual(['requests are refused: Cannot reach Redis at cache:6379']);
  clock.now += 5_000;
  answered();
  answered();
  expect(told.slice(1)).toEqual(['the store is back; refused meanwhile: 2']);
});

it('goes on while a part of the store answers and another one does not', () => {
  const { clock, told, answered, failed } = outage();
  for (let second = 0; second < 10; second++) {
    failed(away);
    answered();
    clock.now += 1_000;
  }
  expect(told).toHaveLength(1);
});

it('is begun by no other failure', () => {
  const { told, failed } = outage();
  failed(new Failure('not-found', 'no workflow a'));
  failed(new Error('a fault'));
  expect(told).toEqual([]);
});

it('is told of by a server', async () => {
  const notices: string[] = [];
  const listWorkflows = async () => {
    throw away;
  };
  const server = await serve({ listWorkflows }, { notice: (message) => notices.push(message) });
  for (let asked = 0; asked < 3; asked++) expect((await send(server, '/api/v1/workflows')).status).toBe(503);
  expect(notices).toEqual(['requests are refused: Cannot reach Redis at cache:6379']);
});
