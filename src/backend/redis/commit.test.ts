import { expect, it } from 'vitest';
import { pendingInstance } from '../../machine/instance.ts';
import { newInstance, turn } from '../conformance/samples.ts';
import { turnArguments } from './commit.ts';

const id = '01jd0000000000000000000000';

it('repeats neither what the instance was created with nor, in names, the instance', () => {
  const input = { text: 'x'.repeat(100) };
  const instance = pendingInstance(newInstance(id, { input, parent: { instance: 'p', key: 'p/do/0~1' } }));
  const key = `${id}/do/0/a~1`;
  const frames = {
    0: { id: '0', task: '', parent: null, input, data: input, startedAt: 5 },
    1: { id: '1', task: '/do/0/a', parent: '0', input, data: input, startedAt: 5, effect: key },
  };
  const args = turnArguments(
    turn(
      { instance, version: 3, inbox: [] },
      {
        state: { frames, sequence: 2 },
        effects: { add: [{ kind: 'activity', key, frame: '1' }], remove: [`${id}/do/0/b~0`] },
        settled: [`${id}~0`],
        history: [{ time: 5, type: 'task.started', task: '/do/0/a', name: 'a' }],
      },
    ),
  );
  const text = args.join('\n');
  expect(text).not.toContain(input.text);
  expect(text).not.toContain('p/do');
  expect(text.split(id)).toHaveLength(2);
  expect(args[1]).toBe(
    '{"frames":{"0":{"task":"","startedAt":5},"1":{"task":"/do/0/a","parent":"0","effect":true}},"sequence":2}',
  );
});
