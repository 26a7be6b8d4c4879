import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

const listen = (to: string, more = '') => `
do:
  - hear: { listen: { to: ${to} }${more} }
  - after: { set: { heard: '\${ . }' } }
`;

describe('listen', () => {
  it('K10 K15 waits for one event and puts out an array with its data', () => {
    const run = new Drive(listen('{ one: { with: { type: a } } }'));
    expect(run.status).toBe('waiting');
    run.event({ type: 'b', data: 0 });
    run.event({ type: 'a', data: { n: 1 } });
    expect(run.output).toEqual({ heard: [{ n: 1 }] });
  });

  it('K14 reads the envelope or the raw data when asked', () => {
    const read = (as: string) => {
      const run = new Drive(`do: [{hear: {listen: {to: {one: {with: {type: a}}}, read: ${as}}}}]`);
      run.event({ type: 'a', data: { n: 1 }, extra: 'x' });
      return run.output;
    };
    expect(read('envelope')).toMatchObject([{ type: 'a', id: 'event-1', extra: 'x', data: { n: 1 } }]);
    expect(read('raw')).toEqual(['{"n":1}']);
  });

  it('K10 takes the first of any', () => {
    const run = new Drive(listen('{ any: [{ with: { type: a } }, { with: { type: b } }] }'));
    run.event({ type: 'b', data: 'second' });
    expect(run.output).toEqual({ heard: ['second'] });
  });

  it('K10 takes any event at all when any is empty', () => {
    const run = new Drive(listen('{ any: [] }'));
    run.event({ type: 'whatever', data: 1 });
    expect(run.output).toEqual({ heard: [1] });
  });

  it('K10 K15 waits for all, each once, in order of arrival', () => {
    const run = new Drive(listen('{ all: [{ with: { type: a } }, { with: { type: b } }] }'));
    run.event({ type: 'b', data: 1 });
    run.event({ type: 'b', data: 2 });
    run.event({ type: 'a', data: 3 });
    expect(run.output).toEqual({ heard: [1, 3] });
  });

  it('K11 collects until an expression over what it has holds', () => {
    const run = new Drive(listen(`{ any: [{ with: { type: a } }], until: '(. | length) >= 3' }`));
    for (const data of [1, 2, 3]) run.event({ type: 'a', data });
    expect(run.output).toEqual({ heard: [1, 2, 3] });
  });

  it('K11 collects until another event, which is not in the output', () => {
    const run = new Drive(
      listen('{ any: [{ with: { type: a } }], until: { one: { with: { type: stop } } } }'),
    );
    run.event({ type: 'a', data: 1 });
    run.event({ type: 'a', data: 2 });
    run.event({ type: 'stop', data: 'stop' });
    expect(run.output).toEqual({ heard: [1, 2] });
  });

  it('K12 asks filters that read the instance’s own variables', () => {
    const run = new Drive(listen(`{ one: { with: { type: a, data: '\${ .n == $input.n }' } } }`), {
      input: { n: 7 },
    });
    run.event({ type: 'a', data: { n: 6 } });
    expect(run.status).toBe('waiting');
    run.event({ type: 'a', data: { n: 7 } });
    expect(run.output).toEqual({ heard: [{ n: 7 }] });
  });

  it('K16 runs foreach for one event after the other', () => {
    const run = new Drive(`
do:
  - hear:
      listen: { to: { any: [{ with: { type: a } }], until: '(. | length) == 2' } }
      foreach:
        item: event
        at: i
        do: [{ pause: { wait: PT1S } }, { double: { set: { value: '\${ $event * 2 }', at: '\${ $i }' } } }]
`);
    run.event({ type: 'a', data: 1 });
    run.event({ type: 'a', data: 2 });
    run.event({ type: 'a', data: 3 });
    run.nextTimer();
    expect(run.status).toBe('waiting');
    run.nextTimer();
    expect(run.output).toEqual([
      { value: 2, at: 0 },
      { value: 4, at: 1 },
    ]);
  });

  it('E3 stops listening at a timeout, with an error that can be caught outside', () => {
    const run = new Drive(`
do:
  - guarded:
      try: [{ hear: { listen: { to: { one: { with: { type: a } } } }, timeout: { after: PT5S } } }]
      catch: { errors: { with: { status: 408 } }, do: [{ late: { set: { late: true } } }] }
`);
    run.nextTimer();
    expect(run.output).toEqual({ late: true });
    expect(run.waits.size).toBe(0);
  });
});

describe('correlation', () => {
  const order = `{ one: { with: { type: paid }, correlate: { order: { from: .orderNo, expect: .orderNo } } } }`;

  it('K13 takes only the event with the value this instance expects', () => {
    const run = new Drive(listen(order), { input: { orderNo: 'A-1' } });
    run.event({ type: 'paid', data: { orderNo: 'A-2' } });
    expect(run.status).toBe('waiting');
    run.event({ type: 'paid', data: { orderNo: 'A-1' } });
    expect(run.output).toEqual({ heard: [{ orderNo: 'A-1' }] });
  });

  it('asks the store for events kept from before the wait', () => {
    const run = new Drive(listen(order), { input: { orderNo: 'A-1' } });
    expect([...run.waits.values()]).toEqual([{ key: expect.any(String), early: true }]);
  });

  it('never asks for an event it has already taken', () => {
    const run = new Drive(
      `do: [{loop: {for: {in: '[1,2]'}, do: [{hear: {listen: {to: ${order}}}}, {pause: {wait: PT1S}}, {back: {set: '\${ $workflow.input }'}}]}}]`,
      { input: { orderNo: 'A-1' } },
    );
    run.event({ type: 'paid', data: { orderNo: 'A-1' } });
    run.nextTimer();
    expect([...run.waits.values()]).toEqual([{ key: expect.any(String), early: true, since: 1 }]);
  });

  it('K13 binds to the first value where none is expected, for all filters of the wait', () => {
    const run = new Drive(
      listen(
        '{ all: [{ with: { type: a }, correlate: { room: { from: .room } } }, { with: { type: b }, correlate: { room: { from: .room } } }] }',
      ),
    );
    run.event({ type: 'a', data: { room: 1 } });
    run.event({ type: 'b', data: { room: 2 } });
    expect(run.status).toBe('waiting');
    run.event({ type: 'b', data: { room: 1 } });
    expect(run.output).toEqual({ heard: [{ room: 1 }, { room: 1 }] });
  });

  it('compares values by their text, since attributes of an event are text', () => {
    const run = new Drive(listen(order), { input: { orderNo: 7 } });
    run.event({ type: 'paid', data: { orderNo: '7' } });
    expect(run.status).toBe('completed');
  });

  it('K13 ignores an event without the value', () => {
    const run = new Drive(listen('{ one: { with: { type: a }, correlate: { room: { from: .room } } } }'));
    run.event({ type: 'a', data: {} });
    expect(run.status).toBe('waiting');
  });
});

describe('events that come once, early, or for several', () => {
  const wanted = (kind: string) =>
    `{ one: { with: { type: t, data: { kind: ${kind} } }, correlate: { o: { from: .data.o, expect: '1' } } } }`;

  it('offers an event that one listen left alone to the next', () => {
    const run = new Drive(`
do:
  - first: { listen: { to: ${wanted('a')} } }
  - second: { listen: { to: ${wanted('b')} } }
`);
    run.event({ type: 't', data: { o: 1, kind: 'b' } });
    run.event({ type: 't', data: { o: 1, kind: 'a' } });
    expect(run.output).toEqual([{ o: 1, kind: 'b' }]);
  });

  it('gives an event to each branch of a fork, though one begins to listen later', () => {
    const run = new Drive(`
do:
  - both:
      fork:
        branches:
          - now: { listen: { to: ${wanted('a')} } }
          - later: { do: [{ pause: { wait: PT1S } }, { hear: { listen: { to: ${wanted('a')} } } }] }
`);
    run.event({ type: 't', data: { o: 1, kind: 'a' } });
    run.nextTimer();
    expect(run.status).toBe('completed');
  });

  it('does not give an event again after the fork in which it was taken', () => {
    const run = new Drive(`
do:
  - both: { fork: { branches: [{ now: { listen: { to: ${wanted('a')} } } }] } }
  - again: { listen: { to: ${wanted('a')} } }
`);
    run.event({ type: 't', data: { o: 1, kind: 'a' } });
    expect(run.status).toBe('waiting');
    run.event({ type: 't', data: { o: 1, kind: 'a', n: 2 } });
    expect(run.output).toEqual([{ o: 1, kind: 'a', n: 2 }]);
  });

  it('leaves events that foreach did not come to for the next listen', () => {
    const filter = `{ with: { type: t }, correlate: { o: { from: .data.o, expect: '1' } } }`;
    const run = new Drive(`
do:
  - some:
      listen: { to: { any: [${filter}], until: 'length >= 1' } }
      foreach: { do: [{ pause: { wait: PT1S } }] }
  - rest: { listen: { to: { one: ${filter} } } }
`);
    run.event({ type: 't', data: { o: 1, n: 1 } });
    run.event({ type: 't', data: { o: 1, n: 2 } });
    run.nextTimer();
    expect(run.output).toEqual([{ o: 1, n: 2 }]);
  });

  it('takes an event once that passes two filters', () => {
    const run = new Drive(
      listen(
        `{ any: [{ with: { type: reading } }, { with: { type: 'reading|alarm' } }], until: 'length >= 2' }`,
      ),
    );
    run.event({ type: 'reading', data: 1 });
    expect(run.status).toBe('waiting');
    run.event({ type: 'alarm', data: 2 });
    expect(run.output).toEqual({ heard: [1, 2] });
  });

  it('does not hand one event to a listen that begins because of it', () => {
    const run = new Drive(`
do:
  - both:
      fork:
        branches:
          - a:
              do:
                - first: { listen: { to: { one: { with: { type: x } } } } }
                - second: { listen: { to: { one: { with: { type: 'x|y' } } } } }
          - b: { listen: { to: { one: { with: { type: 'x|y' } } } } }
`);
    run.event({ type: 'x', data: 1 });
    expect(run.log).toContain('task.completed b');
    expect(run.status).toBe('waiting');
    run.event({ type: 'y', data: 2 });
    expect(run.output).toEqual([[2], [1]]);
  });

  it('K11 keeps the until event out of the output, even where it is wanted too', () => {
    const run = new Drive(
      listen('{ any: [{ with: { type: r } }], until: { one: { with: { type: r, data: { last: true } } } } }'),
    );
    run.event({ type: 'r', data: { n: 1 } });
    run.event({ type: 'r', data: { n: 2, last: true } });
    expect(run.output).toEqual({ heard: [{ n: 1 }] });
  });

  it('shares the bound value with the until events', () => {
    const by = '{ o: { from: .data.o } }';
    const run = new Drive(
      listen(
        `{ any: [{ with: { type: item }, correlate: ${by} }], until: { one: { with: { type: done }, correlate: ${by} } } }`,
      ),
    );
    run.event({ type: 'item', data: { o: 1 } });
    run.event({ type: 'done', data: { o: 2 } });
    expect(run.status).toBe('waiting');
    run.event({ type: 'done', data: { o: 1 } });
    expect(run.output).toEqual({ heard: [{ o: 1 }] });
  });

  it('goes on looking where it left off in a long loop over one key', () => {
    const one = `{ one: { with: { type: t }, correlate: { o: { from: .data.o, expect: '1' } } } }`;
    const run = new Drive(
      `do: [{loop: {for: {in: '[range(400)]'}, do: [{hear: {listen: {to: ${one}}}}, {pause: {wait: PT1S}}]}}]`,
    );
    for (let n = 1; n <= 399; n++) {
      run.event({ type: 't', data: { o: 1, n } });
      run.nextTimer();
    }
    expect(run.status).toBe('waiting');
    expect(run.instance.seen.taken.length).toBeLessThanOrEqual(256);
    expect([...run.waits.values()]).toMatchObject([{ since: 399 }]);
  });

  const overtaken = (filter: string): Drive => {
    const run = new Drive(`
do:
  - many: { listen: { to: { any: [{ with: { type: short } }], until: 'length >= 300' } } }
  - one: { listen: { to: { one: ${filter} } } }
`);
    for (let n = 1; n <= 300; n++) run.event({ type: 'short', data: n });
    return run;
  };

  it('takes an event that came late, though hundreds of later ones were taken before', () => {
    const run = overtaken('{ with: { type: long } }');
    const [key = ''] = run.waits.keys();
    const event = { specversion: '1.0' as const, id: 'slow', source: '/test', type: 'long', data: 'slow' };
    run.take({ kind: 'event', key, event, arrival: 1 });
    expect(run.output).toEqual(['slow']);
  });

  it('does not take a kept event that is older than those it remembers', () => {
    const run = overtaken("{ with: { type: long }, correlate: { o: { from: .data.o, expect: '1' } } }");
    const [key = ''] = run.waits.keys();
    const event = { specversion: '1.0' as const, id: 'old', source: '/test', type: 'long', data: { o: 1 } };
    run.take({ kind: 'event', key, event, arrival: 1, kept: true });
    expect(run.status).toBe('waiting');
  });

  it('takes one that comes for an early wait while that waits, however many later ones were faster', () => {
    const run = overtaken("{ with: { type: long }, correlate: { o: { from: .data.o, expect: '1' } } }");
    const [key = ''] = run.waits.keys();
    const event = { specversion: '1.0' as const, id: 'slow', source: '/test', type: 'long', data: { o: 1 } };
    run.take({ kind: 'event', key, event, arrival: 1 });
    expect(run.output).toEqual([{ o: 1 }]);
  });
});
