import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../engine/clock.ts';
import type { HostRule } from '../limits/index.ts';
import { createThrottle } from './limited.ts';
import { sendFollowing } from './redirect.ts';
import type { Stop } from './stop.ts';
import type { Answer, Exchange, Transport } from './transport.ts';

const never = new AbortController().signal;
const get = (url: string): Exchange => ({ method: 'GET', url: new URL(url), headers: {} });
const ok: Answer = { status: 200, headers: {}, body: new Uint8Array() };
const soon = () => new Promise((resolve) => setImmediate(resolve));

/** A transport whose answers the test gives, and how many exchanges are under way. */
function network(rules: readonly HostRule[]) {
  const clock = new SimulatedClock(0);
  const throttle = createThrottle({ rules, pace: clock });
  const underWay: { readonly url: string; answer(answer?: Answer): void; fail(): void }[] = [];
  const send = throttle<Answer, Stop>(
    ({ url }) =>
      new Promise((resolve, reject) => {
        const entry = {
          url: url.href,
          answer: (answer = ok) => end(() => resolve(answer)),
          fail: () => end(() => reject(new Error('no answer'))),
        };
        const end = (how: () => void): void => {
          underWay.splice(underWay.indexOf(entry), 1);
          how();
        };
        underWay.push(entry);
      }),
  );
  return { clock, throttle, underWay, send };
}

describe('exchanges with a host that has a limit', () => {
  it('are never more at a time', async () => {
    const { underWay, send } = network([{ host: 'slow.example', atOnce: 2 }]);
    const all = ['a', 'b', 'c', 'd', 'e'].map((path) => send(get(`http://slow.example/${path}`), never));
    for (let answered = 0; answered < 5; answered++) {
      await soon();
      expect(underWay).toHaveLength(Math.min(2, 5 - answered));
      underWay[0]?.answer();
    }
    expect(await Promise.all(all)).toHaveLength(5);
  });

  it('do not hold up those with other hosts', async () => {
    const { underWay, send } = network([{ host: 'slow.example', atOnce: 1 }]);
    for (const url of ['http://slow.example/', 'http://slow.example/2', 'http://fast.example/']) {
      void send(get(url), never);
    }
    await soon();
    expect(underWay.map(({ url }) => url).sort()).toEqual(['http://fast.example/', 'http://slow.example/']);
  });

  it('count by port where the limit has one', async () => {
    const { underWay, send } = network([{ host: 'slow.example', port: 443, atOnce: 1 }]);
    for (const url of ['https://slow.example/1', 'https://slow.example:443/2', 'http://slow.example/3']) {
      void send(get(url), never);
    }
    await soon();
    expect(underWay.map(({ url }) => url).sort()).toEqual([
      'http://slow.example/3',
      'https://slow.example/1',
    ]);
  });

  it('begin no more often than the rate', async () => {
    const { clock, underWay, send } = network([{ host: 'slow.example', perSecond: 1 }]);
    for (const path of ['a', 'b', 'c']) void send(get(`http://slow.example/${path}`), never);
    await soon();
    expect(underWay).toHaveLength(1);
    clock.advanceTo(1_000);
    await soon();
    expect(underWay).toHaveLength(2);
  });

  it('make room when they fail', async () => {
    const { underWay, send } = network([{ host: 'slow.example', atOnce: 1 }]);
    const failing = send(get('http://slow.example/1'), never);
    const next = send(get('http://slow.example/2'), never);
    await soon();
    underWay[0]?.fail();
    await expect(failing).rejects.toThrow('no answer');
    await soon();
    underWay[0]?.answer();
    expect(await next).toBe(ok);
  });

  it('end with their signal while they wait', async () => {
    const { underWay, send } = network([{ host: 'slow.example', atOnce: 1 }]);
    const stopping = new AbortController();
    void send(get('http://slow.example/1'), never);
    const waiting = send(get('http://slow.example/2'), stopping.signal);
    stopping.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(underWay).toHaveLength(1);
  });

  it('count where a redirect leads, too', async () => {
    const { underWay, send } = network([{ host: 'slow.example', atOnce: 1 }]);
    const following = sendFollowing(send satisfies Transport, get('http://fast.example/'), never);
    void send(get('http://slow.example/other'), never);
    await soon();
    underWay[0]?.answer({ ...ok, status: 302, headers: { location: 'http://slow.example/' } });
    await soon();
    expect(underWay.map(({ url }) => url)).toEqual(['http://slow.example/other']);
    underWay[0]?.answer();
    await soon();
    underWay[0]?.answer();
    expect(await following).toBe(ok);
  });

  it('count together over all transports of a process', async () => {
    const { throttle, underWay, send } = network([{ host: 'slow.example', atOnce: 1 }]);
    let streams = 0;
    const stream = throttle(async () => {
      streams += 1;
    });
    void send(get('http://slow.example/1'), never);
    const second = stream(get('http://slow.example/2'), never);
    await soon();
    expect(streams).toBe(0);
    underWay[0]?.answer();
    await second;
    expect(streams).toBe(1);
  });
});

describe('exchanges without limits', () => {
  it('go straight to the transport', () => {
    const send = async () => ok;
    const { throttle } = network([]);
    expect(throttle(send)).toBe(send);
  });
});
