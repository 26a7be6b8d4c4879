import { expect, it } from 'vitest';
import { stopOf } from '../activities/activity.ts';
import { StopSign } from './stop-sign.ts';

it('is not aborted before somebody says so', () => {
  const sign = new StopSign();
  expect([sign.aborted, sign.signal.aborted]).toEqual([false, false]);
});

it('aborts the signal that somebody has asked for', () => {
  const sign = new StopSign();
  const { signal } = sign;
  sign.abort();
  expect([sign.aborted, signal.aborted]).toEqual([true, true]);
});

it('gives an aborted signal to who asks too late', () => {
  const sign = new StopSign();
  sign.abort();
  expect(sign.signal.aborted).toBe(true);
});

it('has one signal for all who ask', () => {
  const sign = new StopSign();
  expect(sign.signal).toBe(sign.signal);
});

it('calls everybody back once, however often it is aborted', () => {
  const sign = new StopSign();
  const calls: string[] = [];
  for (const name of ['a', 'b']) sign.addEventListener('abort', () => calls.push(name));
  sign.abort();
  sign.abort();
  expect(calls).toEqual(['a', 'b']);
});

it('calls nobody back who has left', () => {
  const sign = new StopSign();
  const calls: string[] = [];
  const left = () => calls.push('left');
  sign.addEventListener('abort', left);
  sign.addEventListener('abort', () => calls.push('stayed'));
  sign.removeEventListener('abort', left);
  sign.abort();
  expect(calls).toEqual(['stayed']);
});

it('gives its signal to a context that somebody wraps', () => {
  const sign = new StopSign();
  const context = sign.context('a');
  expect(new Proxy(context, {}).signal).toBe(sign.signal);
  expect(Object.create(context).signal).toBe(sign.signal);
});

it('leaves a context to whoever puts another signal into it', () => {
  const context = new StopSign().context('a');
  const signal = AbortSignal.abort();
  expect(Object.assign(context, { signal }).signal).toBe(signal);
});

it('gives its signal to a context, and to a copy of that', () => {
  const sign = new StopSign();
  const context = sign.context('a');
  const copy = { ...context };
  sign.abort();
  expect([context.key, copy.key]).toEqual(['a', 'a']);
  expect([context.signal.aborted, copy.signal]).toEqual([true, sign.signal]);
});

it('tells an exchange to stop as its signal does', () => {
  const sign = new StopSign();
  const calls: string[] = [];
  sign.throwIfAborted();
  sign.addEventListener('abort', { handleEvent: () => calls.push('told') });
  sign.abort();
  expect(calls).toEqual(['told']);
  expect(sign.reason).toBe(sign.signal.reason);
  expect(() => sign.throwIfAborted()).toThrow(expect.objectContaining({ name: 'AbortError' }));
});

it('is known to activities of our own by its context', () => {
  const sign = new StopSign();
  expect(stopOf(sign.context('a'))).toBe(sign);
  expect(stopOf({ ...sign.context('a') })).toBe(sign.signal);
});
