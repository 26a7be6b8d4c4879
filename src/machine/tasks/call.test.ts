import { describe, expect, it } from 'vitest';
import { Drive, define } from '../../../test/machine/drive.ts';
import { compileWorkflow, requestOf } from '../index.ts';

describe('call http', () => {
  it('C1 C2 C3 C5 evaluates the request and waits for the activity', () => {
    const run = new Drive(
      `do: [{get: {call: http, with: {method: post, endpoint: 'https://x.test/pets/{id}?q={q}', headers: {x-a: '\${ .q }'}, body: {name: '\${ .q }'}}}}]`,
      { input: { id: 7, q: 'a b' } },
    );
    expect(run.status).toBe('running');
    expect(run.request).toEqual({
      kind: 'http',
      arguments: {
        method: 'POST',
        uri: 'https://x.test/pets/7?q=a%20b',
        headers: { 'x-a': 'a b' },
        body: { name: 'a b' },
        output: 'content',
        redirect: false,
      },
    });
    run.succeed({ id: 7 });
    expect(run.output).toEqual({ id: 7 });
  });

  it('C2 V4 takes a whole URL from the data', () => {
    const run = new Drive(`do: [{get: {call: http, with: {method: get, endpoint: '{link}'}}}]`, {
      input: { link: 'https://x.test/a?b=c' },
    });
    expect(run.request.arguments).toMatchObject({ uri: 'https://x.test/a?b=c' });
  });

  it('derives the same request again from the stored instance', () => {
    const run = new Drive(`do: [{get: {call: http, with: {method: get, endpoint: 'https://x.test/{id}'}}}]`, {
      input: { id: 1 },
    });
    const [frame] = Object.values(run.instance.frames).filter((one) => one.effect !== undefined);
    const again = requestOf({
      machine: run.machine,
      instance: run.instance,
      frame: frame?.id ?? '',
      surroundings: run.surroundings(),
    });
    expect(again).toEqual(run.request);
  });

  it.each([
    ['basic: { username: "${ .user }", password: p }', { basic: { username: 'ada', password: 'p' } }],
    ['basic: { use: login }', { basic: { username: 'u', password: 's' } }],
    ['bearer: { token: "${ $secrets.login.password }" }', { bearer: { token: 's' } }],
    ['use: named', { bearer: { token: 'named' } }],
  ])('authenticates with %s', (policy, expected) => {
    const run = new Drive(
      `
use: { secrets: [login], authentications: { named: { bearer: { token: named } } } }
do: [{get: {call: http, with: {method: get, endpoint: {uri: 'https://x.test', authentication: {${policy}}}}}}]`,
      { input: { user: 'ada' }, secrets: { login: { username: 'u', password: 's' } } },
    );
    expect(run.request.arguments['authentication']).toEqual(expected);
  });

  it('faults without sending anything when the request cannot be evaluated', () => {
    const run = new Drive(`do: [{get: {call: http, with: {method: get, endpoint: '\${ .missing }'}}}]`);
    expect(run.status).toBe('faulted');
    expect(run.effects.size).toBe(0);
  });

  it('has a key that a header can carry, whatever the task is called', () => {
    const run = new Drive(`do: [{"日本 x": {call: http, with: {method: get, endpoint: 'https://x.test'}}}]`);
    expect([...run.effects.keys()]).toEqual(['instance-1/do/0/%E6%97%A5%E6%9C%AC%20x~1']);
  });

  it('derives the same random numbers again', () => {
    const run = new Drive(
      `evaluate: {language: jsonata}\ndo: [{get: {call: http, with: {method: post, endpoint: 'https://x.test', body: {n: '\${ $random() }'}}}}]`,
    );
    const [frame] = Object.values(run.instance.frames).filter((one) => one.effect !== undefined);
    const surroundings = { ...run.surroundings(), random: () => 0.9 };
    const again = requestOf({
      machine: run.machine,
      instance: run.instance,
      frame: frame?.id ?? '',
      surroundings,
    });
    expect(again).toEqual(run.request);
  });

  it('takes the activity back when the task times out', () => {
    const run = new Drive(
      `do: [{get: {call: http, with: {method: get, endpoint: 'https://x.test'}, timeout: {after: PT3S}}}]`,
    );
    run.nextTimer();
    expect(run.instance.error).toMatchObject({ status: 408 });
    expect(run.effects.size).toBe(0);
  });
});

describe('call function', () => {
  const functions = `
use:
  functions:
    greet:
      input: { schema: { document: { type: object, required: [name] } } }
      set: { greeting: '\${ "Hello, \\(.name)!" }' }
`;

  it('C26 runs the function on its arguments', () => {
    const run = new Drive(`${functions}\ndo: [{ a: { call: greet, with: { name: '\${ .who }' } } }]`, {
      input: { who: 'Ada' },
    });
    expect(run.output).toEqual({ greeting: 'Hello, Ada!' });
  });

  it('checks the function’s own input schema', () => {
    const run = new Drive(`${functions}\ndo: [{ a: { call: greet, with: { nobody: 1 } } }]`);
    expect(run.instance.error).toMatchObject({ status: 400, instance: '/use/functions/greet' });
  });

  it('stops a function that calls itself without end', () => {
    const run = new Drive('use: { functions: { again: { call: again } } }\ndo: [{ a: { call: again } }]');
    expect(run.instance.error).toMatchObject({
      title: 'Depth limit reached',
      instance: expect.stringMatching('^/use/functions/'),
    });
  });
});

describe('call asyncapi', () => {
  const bindings = {
    '/do/0/send': {
      service: 'order-service.yaml',
      operation: 'sendOrder',
      channel: 'inbound',
      address: 'order/inbound',
      messages: [
        {
          name: 'Order',
          contentType: 'application/json',
          eventType: 'order.placed',
          payload: { type: 'object', required: ['orderNo'] },
        },
      ],
    },
  };
  const publish = (payload: string) =>
    `do: [{send: {call: asyncapi, with: {document: {endpoint: order-service.yaml}, operation: sendOrder, message: {payload: ${payload}, headers: {ce-subject: '\${ .no }'}}}}}]`;

  it('C12 C14 publishes an event of the message’s type on the channel, and hands its input on', () => {
    const run = new Drive(publish(`{orderNo: '\${ .no }'}`), { input: { no: 'A-1' }, bindings });
    expect(run.published).toEqual([
      {
        specversion: '1.0',
        id: 'instance-1/do/0/send~1',
        source: '/test/sample/1.0.0',
        type: 'order.placed',
        time: '1970-01-01T00:16:40.000Z',
        channel: 'order/inbound',
        subject: 'A-1',
        datacontenttype: 'application/json',
        data: { orderNo: 'A-1' },
      },
    ]);
    expect(run.output).toEqual({ no: 'A-1' });
  });

  it('publishes its data when no payload is given', () => {
    const run = new Drive(
      `do: [{send: {call: asyncapi, with: {operation: 'file://order-service.yaml#sendOrder'}}}]`,
      {
        input: { orderNo: 'A-1' },
        bindings,
      },
    );
    expect(run.published).toMatchObject([{ type: 'order.placed', data: { orderNo: 'A-1' } }]);
  });

  it('refuses a payload that does not match the message', () => {
    const run = new Drive(publish(`{order: 1}`), { input: { no: 'A-1' }, bindings });
    expect(run.instance.error).toMatchObject({
      status: 400,
      title: 'The payload does not match its message',
    });
    expect(run.published).toEqual([]);
  });

  it('C15 C16 C17 consumes an amount of messages that pass the filter', () => {
    const run = new Drive(
      `do: [{send: {call: asyncapi, with: {document: {endpoint: x}, operation: sendOrder, subscription: {filter: '\${ .payload.n > 1 }', consume: {amount: 2}}}}}]`,
      { bindings },
    );
    for (const n of [1, 2, 3]) run.event({ type: 'order.placed', data: { n } });
    expect(run.output).toMatchObject([{ payload: { n: 2 } }, { payload: { n: 3 } }]);
  });

  it('C16 stops consuming when its time is over', () => {
    const run = new Drive(
      `do: [{send: {call: asyncapi, with: {document: {endpoint: x}, operation: sendOrder, subscription: {consume: {amount: 9, for: PT30S}}}}}]`,
      { bindings },
    );
    run.event({ type: 'order.placed', data: { n: 1 } });
    run.nextTimer();
    expect(run.output).toMatchObject([{ payload: { n: 1 } }]);
  });
});

describe('what is not run yet', () => {
  it.each([
    'do: [{a: {try: [{b: {set: {x: 1}}}], catch: {retry: {backoff: {exponential: {factor: 3}}}}}}]',
    'do: [{a: {set: {x: 1}, input: {schema: {format: "json:draft-04", document: {}}}}}]',
  ])('is refused by name: %s', (yaml) => {
    const { machine, findings } = compileWorkflow({ definition: define(yaml), bindings: {} });
    expect(machine).toBeUndefined();
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'not-supported',
        message: expect.stringMatching(/not supported yet$/),
      }),
    ]);
  });
});
