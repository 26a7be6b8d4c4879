import { expect, test } from 'vitest';
import { Failure } from '../../problem/failure.ts';
import { explainError } from './unreachable.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:6379'), { code: 'ECONNREFUSED' });

test.each([
  refused,
  new Error('Connection is closed.'),
  new Error('Command timed out'),
  new Error('Reached the max retries per request limit (which is 3)'),
  new Error('NOAUTH Authentication required.'),
  new Error('READONLY You can not write against a read only replica.'),
  new Error('CLUSTERDOWN The cluster is down'),
])('%s means unreachable, with the address', (error) => {
  expect(explainError(error, 'cache:6379')).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('cache:6379'),
    cause: error,
  });
});

test('a full Redis fails with a hint', () => {
  const error = new Error("OOM command not allowed when used memory > 'maxmemory'.");
  expect(explainError(error, 'cache:6379')).toMatchObject({
    code: 'failed',
    hint: expect.stringContaining('maxmemory'),
  });
});

test('a defect stays what it is', () => {
  const defect = new TypeError('x is not a function');
  expect(explainError(defect, 'cache:6379')).toBe(defect);
});

test('what was explained is not explained again', () => {
  const failure = new Failure('usage', 'Connection is closed');
  expect(explainError(failure, 'cache:6379')).toBe(failure);
});
