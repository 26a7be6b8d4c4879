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
  new Error('TRYAGAIN Multiple keys request during rehashing of slot'),
  new Error('MOVED 3999 127.0.0.1:6381'),
  new Error('NOSCRIPT No matching script. Please use EVAL.'),
  new Error('Too many Cluster redirections. Last error: Error: Connection is closed.'),
  new Error('None of startup nodes is available'),
  new Error('LOADING Redis is loading the dataset in memory'),
  new Error('BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.'),
  new Error('ERR max number of clients reached'),
  new Error(
    "ERR The user executing the script can't access at least one of the keys mentioned in the command",
  ),
  new Error(
    "ERR Error running script (call to f_0): @user_script:9: @user_script: 9: -READONLY You can't write",
  ),
])('%s means unreachable, with the address', (error) => {
  expect(explainError(error, 'cache:6379')).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('cache:6379'),
    cause: error,
  });
});

test.each([
  "OOM command not allowed when used memory > 'maxmemory'.",
  'ERR Error running script (call to f_0): @user_script:9: @user_script: 9: -OOM command not allowed',
])('a full Redis is unreachable for now, with a hint (%s)', (message) => {
  expect(explainError(new Error(message), 'cache:6379')).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('out of memory'),
    hint: expect.stringContaining('maxmemory'),
  });
});

test('a defect stays what it is', () => {
  for (const defect of [
    new TypeError('x is not a function'),
    new Error('BUSYGROUP Consumer Group name exists'),
  ])
    expect(explainError(defect, 'cache:6379')).toBe(defect);
});

test('what was explained is not explained again', () => {
  const failure = new Failure('usage', 'Connection is closed');
  expect(explainError(failure, 'cache:6379')).toBe(failure);
});
