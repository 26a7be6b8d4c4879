import { describe, expect, it } from 'vitest';
import type { BrokerBinding } from '../../catalog/model.ts';
import type { JsonObject } from '../../json/json.ts';
import { addressOf } from './place.ts';

function place(
  more: {
    readonly url?: string;
    readonly protocol?: string;
    readonly address?: string;
    readonly variables?: JsonObject;
    readonly message?: { readonly payload: JsonObject; readonly headers: JsonObject };
  } & Partial<Pick<BrokerBinding, 'parameters'>>,
) {
  const {
    url = 'mqtt://h',
    protocol = 'mqtt',
    address = 'a',
    variables = {},
    message,
    parameters = {},
  } = more;
  const server = {
    name: 'main',
    url,
    protocol,
    variables: { port: { default: '1883', enum: ['1883', '8883'] }, region: {} },
  };
  const bindings = { server: {}, channel: {}, operation: {} };
  const broker = { protocol: protocol.replace(/s$/, ''), server, parameters, bindings };
  return addressOf({ broker, address, variables, key: 'k', ...(message === undefined ? {} : { message }) });
}

describe('the address of a call', () => {
  it.each([
    ['mqtt://h:{port}', {}, { hosts: [{ host: 'h', port: 1883 }], secure: false }],
    [
      'mqtts://h:{port}/x',
      { port: '8883' },
      { hosts: [{ host: 'h', port: 8883 }], secure: true, path: '/x' },
    ],
    ['h:{port}', {}, { hosts: [{ host: 'h', port: 1883 }] }],
    ['{region}.h', { region: 'eu' }, { hosts: [{ host: 'eu.h' }], path: '' }],
    ['mqtt://[::1]:1', {}, { hosts: [{ host: '::1', port: 1 }] }],
    [
      'a:1,b:2',
      {},
      {
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
      },
    ],
  ])('reads %s with %j', (url, variables, expected) => {
    expect(place({ url, variables })).toMatchObject(expected);
  });

  it.each([
    ['mqtt://h:{port}', { port: '1' }, 'the variable "port" must be one of 1883, 8883, not "1"'],
    ['mqtt://{region}', {}, 'the variable "region" has no value; give it one in server.variables'],
    ['mqtt://u:p@h', {}, 'holds credentials'],
    ['mqtt://h:99999', {}, '"h:99999" is no host of a server'],
    ['mqtt://h/?a=b', {}, 'has a query or a fragment'],
  ])('refuses %s with %j', (url, variables, message) => {
    expect(() => place({ url, variables })).toThrow(message);
  });

  const room = { room: { location: '$message.payload#/at/room' } };

  it('has a parameter where the message says', () => {
    const message = { payload: { at: { room: 'hall' } }, headers: {} };
    expect(place({ address: 'a/{room}', parameters: room, message }).channel).toBe('a/hall');
  });

  it('prefers a value of the call', () => {
    const message = { payload: { at: { room: 'hall' } }, headers: {} };
    const variables = { room: 'attic' };
    expect(place({ address: 'a/{room}', parameters: room, message, variables }).channel).toBe('a/attic');
  });

  it('has a wildcard for a parameter that a subscription leaves open', () => {
    expect(place({ address: 'a/{room}', parameters: room })).toMatchObject({ channel: 'a/+', pattern: true });
  });

  it('refuses an open parameter where there are no wildcards', () => {
    expect(() => place({ protocol: 'kafka', address: 'a.{room}', parameters: room })).toThrow(
      '"room" has no value',
    );
  });

  it('has a name that comes of the key alone', () => {
    expect(place({}).name).toBe(place({ url: 'mqtt://other' }).name);
    expect(place({}).name).toMatch(/^eventctl-[0-9a-f]{32}$/);
  });
});
