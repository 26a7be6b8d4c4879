import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../engine/clock.ts';
import { Limit } from './limit.ts';
import { type Asking, type GiveBack, Slots, type SlotsOptions } from './slots.ts';

const never = new AbortController().signal;

/** Slots whose askers have names, and who of them was served. */
function places(options: Omit<SlotsOptions, 'pace'>) {
  const clock = new SimulatedClock(0);
  const slots = new Slots({ ...options, pace: clock });
  const order: string[] = [];
  const held = new Map<string, GiveBack>();
  return {
    slots,
    clock,
    order,
    ask(name: string, asking: Partial<Asking> = {}): void {
      void slots.take({ signal: never, ...asking }).then((place) => {
        order.push(place === undefined ? `${name} left` : name);
        if (place !== undefined) held.set(name, place);
      });
    },
    done(name: string): void {
      held.get(name)?.();
      held.delete(name);
    },
    /** Everything that was served so far, once all has been told. */
    async served(): Promise<readonly string[]> {
      await new Promise((resolve) => setImmediate(resolve));
      return order;
    },
    /** Ends what goes on, one after the other in the order of its beginning, until nobody is served any more. */
    async drain(): Promise<readonly string[]> {
      await new Promise((resolve) => setImmediate(resolve));
      for (let index = 0; index < order.length; index++) {
        this.done(order[index] ?? '');
        await new Promise((resolve) => setImmediate(resolve));
      }
      return order;
    },
  };
}

describe('slots', () => {
  it('are given to as many as there are', async () => {
    const { ask, served } = places({ count: 2 });
    for (const name of ['a', 'b', 'c']) ask(name);
    expect(await served()).toEqual(['a', 'b']);
  });

  it('given back go to whoever asked first', async () => {
    const room = places({ count: 1 });
    for (const name of ['a', 'b', 'c']) room.ask(name);
    expect(await room.drain()).toEqual(['a', 'b', 'c']);
  });

  it('are free again when nobody waits', async () => {
    const room = places({ count: 1 });
    room.ask('a');
    await room.served();
    room.done('a');
    room.ask('b');
    expect(await room.served()).toEqual(['a', 'b']);
  });

  it('are not given to who has left the queue', async () => {
    const room = places({ count: 1 });
    const leaving = new AbortController();
    room.ask('a');
    room.ask('b', { signal: leaving.signal });
    room.ask('c');
    await room.served();
    leaving.abort();
    room.done('a');
    expect(await room.served()).toEqual(['a', 'b left', 'c']);
  });

  it('are not given under a signal that has aborted', async () => {
    const room = places({ count: 1 });
    room.ask('a', { signal: AbortSignal.abort() });
    room.ask('b');
    expect([...(await room.served())].sort()).toEqual(['a left', 'b']);
  });
});

describe('slots of which some are reserved', () => {
  const privileged = true;

  it('are kept for the privileged', async () => {
    const room = places({ count: 3, reserved: 1 });
    for (const name of ['a', 'b', 'c']) room.ask(name);
    expect(await room.served()).toEqual(['a', 'b']);
    room.ask('p', { privileged });
    expect(await room.served()).toEqual(['a', 'b', 'p']);
  });

  it('are all for the privileged when nobody else asks', async () => {
    const room = places({ count: 3, reserved: 1 });
    for (const name of ['p', 'q', 'r']) room.ask(name, { privileged });
    room.ask('a');
    expect(await room.served()).toEqual(['p', 'q', 'r']);
  });

  it('pass from one of the privileged to the next, past others who wait', async () => {
    const room = places({ count: 2, reserved: 1 });
    room.ask('a');
    room.ask('p', { privileged });
    room.ask('b');
    room.ask('q', { privileged });
    await room.served();
    room.done('p');
    expect(await room.served()).toEqual(['a', 'p', 'q']);
    room.done('a');
    expect(await room.served()).toEqual(['a', 'p', 'q', 'b']);
  });

  it('are given in the order of asking where both may have them', async () => {
    const room = places({ count: 2, reserved: 1 });
    room.ask('a');
    room.ask('p', { privileged });
    room.ask('b');
    room.ask('q', { privileged });
    await room.served();
    room.done('a');
    room.done('p');
    expect(await room.served()).toEqual(['a', 'p', 'b', 'q']);
  });
});

describe('slots for several groups', () => {
  it('go round: a group with one waits for one of each other group, however many these have', async () => {
    const room = places({ count: 1 });
    for (let index = 0; index < 100; index++) room.ask(`a${index}`, { group: 'a' });
    room.ask('b0', { group: 'b' });
    room.ask('b1', { group: 'b' });
    room.ask('c0', { group: 'c' });
    const order = await room.drain();
    expect(order.slice(0, 8)).toEqual(['a0', 'a1', 'b0', 'c0', 'a2', 'b1', 'a3', 'a4']);
    expect(order).toHaveLength(103);
  });
});

describe('slots within limits', () => {
  const one = () => new Limit({ atOnce: 1 }, () => 0);

  it('pass over who is at a limit, and keep no place for it', async () => {
    const room = places({ count: 2 });
    const limits = [one()];
    room.ask('a0', { group: 'a', limits });
    room.ask('a1', { group: 'a', limits });
    room.ask('b0', { group: 'b' });
    expect(await room.served()).toEqual(['a0', 'b0']);
    expect(room.slots.passedOver).toBe(1);
    room.done('b0');
    room.ask('b1', { group: 'b' });
    expect(await room.served()).toEqual(['a0', 'b0', 'b1']);
    room.done('a0');
    expect(await room.served()).toEqual(['a0', 'b0', 'b1', 'a1']);
    expect(room.slots.passedOver).toBe(0);
  });

  it('pass over within a group, too', async () => {
    const room = places({ count: 9 });
    const limits = [one()];
    room.ask('slow0', { limits });
    room.ask('slow1', { limits });
    room.ask('other');
    expect(await room.served()).toEqual(['slow0', 'other']);
  });

  it('ask for room under every limit', async () => {
    const room = places({ count: 9 });
    const [host, port] = [one(), one()];
    room.ask('a', { limits: [host] });
    room.ask('b', { limits: [port] });
    room.ask('c', { limits: [host, port] });
    await room.served();
    room.done('a');
    expect(await room.served()).toEqual(['a', 'b']);
    room.done('b');
    expect(await room.served()).toEqual(['a', 'b', 'c']);
  });

  it('do without places where only limits count', async () => {
    const room = places({ count: Number.POSITIVE_INFINITY });
    for (let index = 0; index < 500; index++) room.ask(`${index}`);
    expect(await room.served()).toHaveLength(500);
  });
});

describe('slots within a rate', () => {
  it('sleep until the next token, and no longer', async () => {
    const room = places({ count: 9 });
    const limits = [new Limit({ perSecond: 2 }, () => room.clock.now())];
    for (const name of ['a', 'b', 'c', 'd', 'e']) room.ask(name, { limits });
    expect(await room.served()).toHaveLength(2);
    room.clock.advanceTo(499);
    expect(await room.served()).toHaveLength(2);
    room.clock.advanceTo(500);
    expect(await room.served()).toHaveLength(3);
    room.clock.advanceTo(1_000);
    expect(await room.served()).toHaveLength(4);
    room.clock.advanceTo(1_500);
    expect(await room.served()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('wake for the earliest of several', async () => {
    const room = places({ count: 9 });
    const slow = [new Limit({ perSecond: 0.1 }, () => room.clock.now())];
    const fast = [new Limit({ perSecond: 1 }, () => room.clock.now())];
    for (const name of ['s0', 's1']) room.ask(name, { limits: slow });
    for (const name of ['f0', 'f1']) room.ask(name, { limits: fast });
    await room.served();
    room.clock.advanceTo(1_000);
    expect(await room.served()).toEqual(['s0', 'f0', 'f1']);
    room.clock.advanceTo(10_000);
    expect(await room.served()).toEqual(['s0', 'f0', 'f1', 's1']);
  });

  it('serve nobody who has left meanwhile', async () => {
    const room = places({ count: 9 });
    const limits = [new Limit({ perSecond: 1 }, () => room.clock.now())];
    const leaving = new AbortController();
    room.ask('a', { limits });
    room.ask('b', { limits, signal: leaving.signal });
    await room.served();
    leaving.abort();
    room.clock.advanceTo(5_000);
    expect(await room.served()).toEqual(['a', 'b left']);
  });

  it('let a place that is free go to another group meanwhile', async () => {
    const room = places({ count: 1 });
    const limits = [new Limit({ perSecond: 1 }, () => room.clock.now())];
    room.ask('a', { group: 'a', limits });
    room.ask('a2', { group: 'a', limits });
    room.ask('b', { group: 'b' });
    await room.served();
    room.done('a');
    expect(await room.served()).toEqual(['a', 'b']);
  });
});

describe('a place at once', () => {
  it('is given where one is free, and counts', async () => {
    const { slots, ask, served } = places({ count: 1 });
    const giveBack = slots.takeNow({});
    ask('a');
    expect(await served()).toEqual([]);
    giveBack?.();
    expect(await served()).toEqual(['a']);
  });

  it('is not given where none is free', () => {
    const { slots } = places({ count: 1 });
    slots.takeNow({});
    expect(slots.takeNow({})).toBeUndefined();
  });

  it('is not given past those who wait', () => {
    const { slots, ask } = places({ count: 2, reserved: 1 });
    slots.takeNow({});
    ask('a');
    expect(slots.takeNow({ privileged: true })).toBeUndefined();
  });
});
