import { describe, expect, it } from 'vitest';
import { type CloudEvent, parseCloudEvent } from '../events/index.ts';
import { Failure } from '../problem/failure.ts';
import { type RunRequest, runWorkflow } from './run.ts';

function workflow(name: string, rest: string): string {
  return `document: { dsl: 1.0.3, namespace: default, name: ${name}, version: 1.0.0 }\n${rest}`;
}

/** Runs a file whose first workflow is the one to run. */
function run(documents: readonly string[], request: Partial<RunRequest> = {}) {
  return runWorkflow({ files: [{ path: 'workflow.yaml', text: documents.join('\n---\n') }], ...request });
}

let count = 0;

function event(type: string, data: CloudEvent['data'] = null): CloudEvent {
  count++;
  return parseCloudEvent({ specversion: '1.0', id: `e${count}`, source: 'test', type, data });
}

const greet = workflow('greet', 'do:\n  - greet:\n      set: { text: \'${ "Hello " + .name }\' }\n');

const listenTwice = workflow(
  'listen-twice',
  `do:
  - first:
      listen: { to: { one: { with: { type: a } } } }
      output: { as: '.[0]' }
      export: { as: '{ first: . }' }
  - second:
      listen: { to: { one: { with: { type: b } } } }
      output: { as: '[$context.first, .[0]]' }
`,
);

describe('what a run tells', () => {
  it('has the output and the tasks', async () => {
    const result = await run([greet], { input: { name: 'Ada' } });
    expect(result).toMatchObject({
      status: 'completed',
      output: { text: 'Hello Ada' },
      emitted: [],
      unused: 0,
    });
    expect(result.tasks).toEqual([{ name: 'greet', reference: '/do/0/greet', status: 'completed' }]);
    expect(result.instance).toMatch(/^[0-9a-z]{26}$/);
  });

  it('has the error of a workflow that faulted', async () => {
    const raising = workflow(
      'bad',
      'do:\n  - fail:\n      raise: { error: { type: about:blank, status: 418 } }\n',
    );
    const result = await run([raising]);
    expect(result.status).toBe('faulted');
    expect(result.error).toMatchObject({ status: 418, instance: '/do/0/fail' });
    expect(result.tasks[0]?.status).toBe('faulted');
  });

  it('lists every round of a loop and what was skipped', async () => {
    const loop = workflow(
      'loop',
      `do:
  - each:
      for: { each: n, in: '[1, 2, 3]' }
      do:
        - odd:
            if: $n != 2
            set: { n: '\${ $n }' }
`,
    );
    const { tasks } = await run([loop]);
    expect(tasks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'each completed',
      'odd completed',
      'odd skipped',
      'odd completed',
    ]);
  });

  it('has the emitted events, and not the fed ones', async () => {
    const emitting = workflow(
      'emitting',
      `do:
  - wait: { listen: { to: { one: { with: { type: go } } } } }
  - tell: { emit: { event: { with: { source: here, type: told, data: { n: 1 } } } } }
`,
    );
    const { emitted } = await run([emitting], { events: [event('go')] });
    expect(emitted.map(({ type, data }) => ({ type, data }))).toEqual([{ type: 'told', data: { n: 1 } }]);
  });
});

describe('definitions', () => {
  it('are refused with all that is wrong', async () => {
    const broken = workflow('broken', 'do:\n  - a:\n      set: { b: 1 }\n      then: nowhere\n');
    const failure = await run([broken]).catch((error: unknown) => error);
    if (!(failure instanceof Failure)) throw new Error('not refused');
    expect(failure.code).toBe('invalid-definition');
    expect(failure.diagnostics[0]).toMatchObject({ file: 'workflow.yaml', position: { line: 5 } });
  });

  it('can be called by the workflow when they are in the same file', async () => {
    const calling = workflow(
      'calling',
      `do:
  - call:
      run: { workflow: { namespace: default, name: greet, version: 1.0.0, input: { name: '\${ .who }' } } }
`,
    );
    const { output } = await run([calling, greet], { input: { who: 'Bob' } });
    expect(output).toEqual({ text: 'Hello Bob' });
  });

  it('can use secrets that are given', async () => {
    const secretive = workflow(
      'secretive',
      "use: { secrets: [pin] }\ndo:\n  - tell:\n      set: { digits: '${ $secrets.pin | length }' }\n",
    );
    expect((await run([secretive], { secrets: { pin: '1234' } })).output).toEqual({ digits: 4 });
  });
});

describe('events', () => {
  it('are fed when something listens, out of order if need be', async () => {
    const { output } = await run([listenTwice], { events: [event('b', 2), event('a', 1)] });
    expect(output).toEqual([1, 2]);
  });

  it('of one type are fed in order', async () => {
    const { output, unused } = await run([listenTwice], {
      events: [event('a', 1), event('a', 'later'), event('b', 2)],
    });
    expect(output).toEqual([1, 2]);
    expect(unused).toBe(1);
  });

  it('wait for a listen whose filter depends on the data', async () => {
    const picky = workflow(
      'picky',
      `do:
  - keep: { set: { n: 2 }, export: { as: . } }
  - first:
      listen: { to: { one: { with: { type: a, data: '\${ .n == $context.n }' } } } }
      output: { as: '.[0].n' }
`,
    );
    const { output, unused } = await run([picky], { events: [event('a', { n: 1 }), event('a', { n: 2 })] });
    expect(output).toBe(2);
    expect(unused).toBe(1);
  });

  const triggered = workflow(
    'triggered',
    `schedule: { on: { one: { with: { type: order } } } }
do:
  - take: { set: { order: '\${ .[0] }' } }
  - wait: { listen: { to: { one: { with: { type: go } } } }, output: { as: $input } }
`,
  );

  it('start a workflow that names them', async () => {
    const { output } = await run([triggered], { events: [event('order', { no: 7 }), event('go')] });
    expect(output).toEqual({ order: { no: 7 } });
  });

  it('start it once', async () => {
    const { output, unused } = await run([triggered], {
      events: [event('order', 1), event('order', 2), event('go')],
    });
    expect(output).toEqual({ order: 1 });
    expect(unused).toBe(1);
  });

  it('do not start it when it was given an input', async () => {
    const { output, unused } = await run([triggered], {
      input: [0],
      events: [event('order', 1), event('go')],
    });
    expect(output).toEqual({ order: 0 });
    expect(unused).toBe(1);
  });

  it('that start nothing are told', async () => {
    await expect(run([triggered], { events: [event('other')] })).rejects.toThrow(
      'no event started the workflow triggered',
    );
  });
});

describe('time', () => {
  const slow = workflow(
    'slow',
    `do:
  - wait: { wait: P30D }
  - done: { set: { done: true } }
`,
  );

  it('jumps to the next timer', async () => {
    const { output, history } = await run([slow], { timeSkip: true });
    expect(output).toEqual({ done: true });
    const days = ((history.at(-1)?.time ?? 0) - (history[0]?.time ?? 0)) / 86_400_000;
    expect(days).toBe(30);
  });

  it('does not jump while an event can be fed', async () => {
    const patient = workflow(
      'patient',
      `do:
  - wait:
      timeout: { after: PT1S }
      listen: { to: { one: { with: { type: a } } } }
`,
    );
    const result = await run([patient], { timeSkip: true, events: [event('a', 1)] });
    expect(result).toMatchObject({ status: 'completed', output: [1] });
  });

  it('does not jump while other workflows answer', async () => {
    const asking = workflow(
      'asking',
      `do:
  - rounds:
      for: { each: n, in: '[range(8)]' }
      do:
        - ask: { emit: { event: { with: { type: question, source: asking, data: { n: '\${ $n }' } } } } }
        - hear:
            timeout: { after: PT5S }
            listen:
              to: { one: { with: { type: answer }, correlate: { n: { from: .data.n, expect: $n } } } }
`,
    );
    const answering = workflow(
      'answering',
      `schedule: { on: { one: { with: { type: question } } } }
do:
  - answer: { emit: { event: { with: { type: answer, source: answering, data: '\${ .[0] }' } } } }
`,
    );
    const { status, history } = await run([asking, answering], { timeSkip: true });
    expect(status).toBe('completed');
    expect(history.at(-1)?.time).toBe(history[0]?.time);
  });

  it('is real otherwise', async () => {
    const short = workflow('short', 'do:\n  - wait: { wait: { milliseconds: 30 } }\n');
    const { status, history } = await run([short]);
    expect(status).toBe('completed');
    expect((history.at(-1)?.time ?? 0) - (history[0]?.time ?? 0)).toBeGreaterThanOrEqual(30);
  });

  it('can be limited', async () => {
    const { status, stopped } = await run([slow], { timeout: 50 });
    expect(status).toBe('waiting');
    expect(stopped).toContain('the time is up');
  });

  it('ends when nothing can go on, and says what is waited for', async () => {
    const { status, stopped, tasks } = await run([listenTwice], { timeSkip: true, events: [event('a')] });
    expect(status).toBe('waiting');
    expect(stopped).toBe('nothing can go on: listen-twice listens for b at /do/1/second');
    expect(tasks.at(-1)).toMatchObject({ name: 'second', status: 'waiting' });
  });
});
