import { describe, expect, it } from 'vitest';
import type { Message, OperationBinding } from './model.ts';
import { payloadProblem } from './payload.ts';

const message = (name: string, payload?: Message['payload']): Message => ({
  name,
  contentType: 'application/json',
  eventType: name,
  ...(payload === undefined ? {} : { payload }),
});

const binding = (...messages: Message[]): OperationBinding => ({
  service: 'a.yaml',
  channel: 'c',
  address: 'c',
  messages,
});

describe('payloadProblem', () => {
  const order = message('Order', { type: 'object', properties: { amount: { type: 'number' } } });
  const note = message('Note', { type: 'string' });

  it('accepts what the message accepts', () => {
    expect(payloadProblem(binding(order), { amount: 1 })).toBe(undefined);
  });

  it('says what is wrong', () => {
    expect(payloadProblem(binding(order), { amount: 'much' })).toBe('/amount must be number');
  });

  it('accepts what one of several messages accepts', () => {
    expect(payloadProblem(binding(order, note), 'text')).toBe(undefined);
  });

  it('says for each message why it is not meant', () => {
    expect(payloadProblem(binding(order, note), 5)).toBe('Order: must be object; Note: must be string');
  });

  it('accepts everything where a message has no schema', () => {
    expect(payloadProblem(binding(message('Any')), 5)).toBe(undefined);
  });
});
