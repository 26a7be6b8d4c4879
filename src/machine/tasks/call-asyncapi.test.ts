import { describe, expect, it } from 'vitest';
import { Drive, define } from '../../../test/machine/drive.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { compileWorkflow, hasMessageInHand } from '../index.ts';

function bound(broker: JsonObject = {}, message: JsonObject = {}): Readonly<Record<string, Json>> {
  return {
    '/do/0/talk': {
      service: 'talk.yaml',
      operation: 'say',
      channel: 'talk',
      address: 'talk/{room}',
      messages: [{ name: 'Said', contentType: 'application/json', eventType: 'Said', ...message }],
      broker: {
        protocol: 'mqtt5',
        server: {
          name: 'main',
          url: 'mqtt://{host}',
          protocol: 'mqtt',
          variables: { host: { default: 'a' } },
        },
        parameters: { room: {} },
        bindings: { server: {}, channel: {}, operation: {} },
        ...broker,
      },
    },
  };
}

const call = (more: string) =>
  `do: [{ talk: { call: asyncapi, with: { document: { endpoint: talk.yaml }, operation: say, ${more} } } }]`;
const hear = (subscription: string) => call(`server: { name: main }, subscription: { ${subscription} }`);

function findings(yaml: string, bindings = bound()) {
  return compileWorkflow({ definition: define(yaml), bindings }).findings;
}

/** Feeds a message as a subscription does. */
function feed(run: Drive, payload: Json, id = JSON.stringify(payload)): void {
  const [key = ''] = run.effects.keys();
  run.take({ kind: 'message', key, id, message: { payload, headers: {} } });
}

describe('call asyncapi over a broker', () => {
  it('C13 C14 C18 evaluates the request and completes with its input', () => {
    const run = new Drive(
      call(
        "server: { name: main, variables: { room: '${ .room }' } }, message: { payload: { n: '${ .n }' }, headers: { h: '${ .room }' } }, authentication: { bearer: { token: '${ .token }' } }",
      ),
      { input: { room: 'hall', n: 1, token: 't' }, bindings: bound() },
    );
    expect(run.request).toMatchObject({
      kind: 'asyncapi',
      arguments: {
        address: 'talk/{room}',
        broker: { protocol: 'mqtt5', server: { url: 'mqtt://{host}' } },
        variables: { room: 'hall' },
        authentication: { bearer: { token: 't' } },
        message: { payload: { n: 1 }, headers: { h: 'hall' }, contentType: 'application/json' },
      },
    });
    run.succeed(null);
    expect(run.output).toEqual({ room: 'hall', n: 1, token: 't' });
  });

  it('C15 waits with an open subscription and takes message by message', () => {
    const run = new Drive(hear('consume: { amount: 2 }'), { bindings: bound() });
    expect(run.status).toBe('waiting');
    expect([...run.effects.values()]).toMatchObject([{ kind: 'activity', subscription: true }]);
    feed(run, 1);
    feed(run, 2);
    expect(run.output).toEqual([
      { payload: 1, headers: {} },
      { payload: 2, headers: {} },
    ]);
    expect(run.effects.size).toBe(0);
  });

  it('C16 completes at once when the policy is met before', () => {
    expect(new Drive(hear('consume: { amount: 0 }'), { bindings: bound() }).output).toEqual([]);
  });

  it('C16 ends by time, and closes the subscription', () => {
    const run = new Drive(hear('consume: { for: PT5S, amount: 2 }'), { bindings: bound() });
    feed(run, 1);
    run.nextTimer();
    expect(run.output).toEqual([{ payload: 1, headers: {} }]);
    expect(run.effects.size).toBe(0);
  });

  it('C15 has a message in hand while foreach works on it', () => {
    const run = new Drive(hear('consume: { amount: 2 }, foreach: { do: [{ rest: { wait: PT1S } }] }'), {
      bindings: bound(),
    });
    const [key = ''] = run.effects.keys();
    expect(hasMessageInHand(run.instance, key)).toBe(false);
    feed(run, 1);
    expect(hasMessageInHand(run.instance, key)).toBe(true);
    run.nextTimer();
    expect(hasMessageInHand(run.instance, key)).toBe(false);
    expect(run.status).toBe('waiting');
  });

  it('C15 keeps a message that comes while the instance is suspended', () => {
    const run = new Drive(hear('consume: { amount: 1 }'), { bindings: bound() });
    const [key = ''] = run.effects.keys();
    run.take({ kind: 'suspend' });
    feed(run, 1);
    expect(hasMessageInHand(run.instance, key)).toBe(true);
    run.take({ kind: 'resume' });
    expect(run.output).toEqual([{ payload: 1, headers: {} }]);
  });

  it('ignores a message of a subscription that has ended', () => {
    const run = new Drive(`${hear('consume: { amount: 1 }').slice(0, -1)}, { rest: { wait: PT1S } }]`, {
      bindings: bound(),
    });
    const [key = ''] = run.effects.keys();
    feed(run, 1);
    run.take({ kind: 'message', key, id: 'late', message: { payload: 2, headers: {} } });
    expect(run.status).toBe('waiting');
  });

  it('C15 faults when the subscription fails', () => {
    const run = new Drive(hear('consume: { amount: 1 }'), { bindings: bound() });
    run.fail(503);
    expect(run.instance.error).toMatchObject({ status: 503, instance: '/do/0/talk' });
  });

  it('C13 refuses a protocol that is not spoken', () => {
    expect(findings(hear('consume: { amount: 1 }'), bound({ protocol: 'stomp' }))).toMatchObject([
      { code: 'not-supported', pointer: '/do/0/talk/with/server' },
    ]);
  });

  it('C13 warns of a binding that is not honoured', () => {
    const bindings = { server: { lastWill: {} }, channel: {}, operation: { qos: 1 } };
    expect(findings(hear('consume: { amount: 1 }'), bound({ bindings }))).toMatchObject([
      {
        code: 'ignored-binding',
        severity: 'warning',
        message: expect.stringContaining('"lastWill" of server "main"'),
      },
    ]);
  });

  it('C13 refuses variables that nobody has', () => {
    const yaml = call('server: { name: main, variables: { rom: hall } }, message: { payload: {} }');
    expect(findings(yaml)).toMatchObject([
      { code: 'unknown-variable', pointer: '/do/0/talk/with/server/variables/rom' },
    ]);
  });

  it('C13 refuses a server whose variable has no value', () => {
    const server = { name: 'main', url: 'mqtt://{host}', protocol: 'mqtt', variables: { host: {} } };
    expect(findings(hear('consume: { amount: 1 }'), bound({ server }))).toMatchObject([
      { code: 'missing-variable' },
    ]);
  });

  it('C18 refuses authentication where no broker is chosen', () => {
    const { '/do/0/talk': binding } = bound();
    const { broker: _none, ...own } = binding as JsonObject;
    const yaml = call('message: { payload: {} }, authentication: { bearer: { token: t } }');
    expect(findings(yaml, { '/do/0/talk': own })).toMatchObject([
      { code: 'not-supported', pointer: '/do/0/talk/with/authentication' },
    ]);
  });
});
