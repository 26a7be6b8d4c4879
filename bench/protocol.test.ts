import { describe, expect, it } from 'vitest';
import { helloOf, requestOf, runOf } from './protocol.ts';

describe('helloOf', () => {
  it('reads who is there', () => {
    const line = '{"ready":true,"system":"x","versions":{"x":"1"},"durability":"fsync"}';
    expect(helloOf(line)).toEqual({ system: 'x', versions: { x: '1' }, durability: 'fsync' });
  });

  it('refuses a driver that says what went wrong', () => {
    expect(() => helloOf('{"error":"no port"}')).toThrow('no port');
  });

  it('refuses what is no document', () => {
    expect(() => helloOf('[]')).toThrow('not an object');
  });
});

describe('requestOf', () => {
  it('reads steps', () => {
    const request = { do: 'steps', kind: 'http', concurrency: 2, count: 3, url: 'http://127.0.0.1:1/' };
    expect(requestOf(JSON.stringify(request))).toEqual(request);
  });

  it('reads events', () => {
    const request = { do: 'events', rate: 100, count: 1000 };
    expect(requestOf(JSON.stringify(request))).toEqual(request);
  });

  it('calls what it does not know unsupported', () => {
    expect(() => requestOf('{"do":"dance"}')).toThrow('unsupported: dance');
    expect(() => requestOf('{"do":"steps","kind":"waltz"}')).toThrow('unsupported: steps of the kind waltz');
  });

  it('wants its numbers', () => {
    expect(() => requestOf('{"do":"events","rate":"1"}')).toThrow('rate is no number');
  });
});

describe('runOf', () => {
  it('reads times', () => {
    expect(runOf({ seconds: 2, latencies: [1, 2], cpu: { worker: 7 } })).toEqual({
      seconds: 2,
      latencies: [1, 2],
      cpu: { worker: 7 },
    });
  });

  it('does without latencies and CPU', () => {
    expect(runOf({ seconds: 2 })).toEqual({ seconds: 2, latencies: undefined, cpu: {} });
  });

  it('does not do without seconds', () => {
    expect(() => runOf({})).toThrow('no seconds');
  });
});
