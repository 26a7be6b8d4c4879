import { expect, it } from 'vitest';
import { Places } from './places.ts';

function places(concurrency: number) {
  const load = { busy: 0, unbegun: 0 };
  const own = new Places({ concurrency, busy: () => load.busy, unbegun: () => load.unbegun });
  return { load, own };
}

it('gives what is free and no more', () => {
  const { own } = places(8);
  expect(own.take(5)).toBe(5);
  expect(own.take(5)).toBe(3);
  expect(own.take(5)).toBe(0);
});

it('counts what is answered or waits for it', () => {
  const { own, load } = places(8);
  load.busy = 5;
  expect(own.take(100)).toBe(3);
});

it('has them again when the claim is over', () => {
  const { own } = places(8);
  const taken = own.take(8);
  own.claimed(taken);
  expect(own.take(100)).toBe(8);
});

it('keeps a quarter for claimed ones, however busy the process is with its own', () => {
  const { own, load } = places(8);
  load.busy = 1_000;
  expect(own.take(100)).toBe(2);
  own.claimed(2);
  load.unbegun = 2;
  expect(own.take(100)).toBe(0);
});

it('keeps one where there are few, or others would never be answered by who has always something of its own', () => {
  const { own, load } = places(3);
  load.busy = 3;
  expect(own.take(100)).toBe(1);
  own.claimed(1);
  load.unbegun = 1;
  expect(own.take(100)).toBe(0);
});

it('lets those wait who find fewer than a quarter', async () => {
  const { own, load } = places(8);
  [load.busy, load.unbegun] = [7, 2];
  let free = false;
  const waiting = own.someFree(new AbortController().signal).then(() => {
    free = true;
  });
  own.changed();
  await Promise.resolve();
  expect(free).toBe(false);
  load.busy = 6;
  own.changed();
  await waiting;
  expect(free).toBe(true);
});

it('lets those wait whose answers all run, whatever it keeps for claimed ones', async () => {
  const { own, load } = places(8);
  load.busy = 8;
  let free = false;
  const waiting = own.someFree(new AbortController().signal).then(() => {
    free = true;
  });
  await Promise.resolve();
  expect(free).toBe(false);
  own.changed();
  await waiting;
  expect(free).toBe(true);
});

it('serves first whom it has served least', async () => {
  const { own, load } = places(8);
  [load.busy, load.unbegun] = [8, 2];
  const { signal } = new AbortController();
  const order: number[] = [];
  const waiting = [3, 1, 2].map((served) => own.someFree(signal, served).then(() => order.push(served)));
  [load.busy, load.unbegun] = [0, 0];
  own.changed();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});

it('lets nobody wait when it is over', async () => {
  const { own, load } = places(8);
  [load.busy, load.unbegun] = [8, 2];
  const over = new AbortController();
  const waiting = own.someFree(over.signal);
  over.abort();
  await waiting;
  await own.someFree(over.signal);
});
