import { describe, expect, it } from 'vitest';
import type { RecordedEntry } from '../../backend/backend.ts';
import { createPaint } from './colour.ts';
import { entryDocument, formatLogLine } from './log-line.ts';

const none = createPaint(false);
const at = { number: 3, time: 0 };
const line = (entry: Omit<RecordedEntry, 'number' | 'time'>) =>
  formatLogLine({ ...at, ...entry }, none).replace('1970-01-01T00:00:00.000Z  ', '');

const event = { id: '7', type: 'payment.receipt', source: 'payment/service' };
const error = {
  type: 'https://open-workflow-specification.org/spec/1.0.0/errors/communication',
  status: 404,
  title: 'Not found',
  detail: 'no order A-1',
};

describe('formatLogLine', () => {
  it('begins with the time', () => {
    expect(formatLogLine({ ...at, type: 'instance.started' }, none)).toBe(
      '1970-01-01T00:00:00.000Z  ▶ started    instance',
    );
  });

  it('names the task', () => {
    expect(line({ type: 'task.completed', task: '/do/0/pay', name: 'pay' })).toBe('✔ completed  /do/0/pay');
  });

  it('tells which event a listen waits for', () => {
    const listen = {
      one: { with: { type: 'payment.receipt' }, correlate: { orderNo: { from: '${ .orderNo }' } } },
    };
    expect(line({ type: 'task.waiting', task: '/do/1/await', name: 'await', detail: { listen } })).toBe(
      '◷ waiting    /do/1/await  for an event with type payment.receipt, the first orderNo',
    );
  });

  it('tells the expression of an expected value', () => {
    const correlate = { orderNo: { from: '${ .orderNo }', expect: '${ .order.no }' } };
    expect(
      line({ type: 'task.waiting', task: '/do/1/await', detail: { listen: { any: [{ correlate }] } } }),
    ).toBe('◷ waiting    /do/1/await  for an event with orderNo = ${ .order.no }');
  });

  it('tells which events a listen waits for together', () => {
    const listen = { all: [{ with: { type: 'a' } }, { with: { type: 'b' } }] };
    expect(line({ type: 'task.waiting', task: '/do/0/x', name: 'x', detail: { listen } })).toBe(
      '◷ waiting    /do/0/x  for all of: type a; type b',
    );
  });

  it('tells when a wait is over', () => {
    expect(line({ type: 'task.waiting', task: '/do/0/x', name: 'x', detail: { until: 1_000 } })).toBe(
      '◷ waiting    /do/0/x  until 1970-01-01T00:00:01.000Z',
    );
  });

  it('tells the attempt, the delay and the error of a retry', () => {
    const detail = { attempt: 2, delay: 1_500, error };
    expect(line({ type: 'task.retried', task: '/do/0/x', name: 'x', detail })).toBe(
      '↻ retrying   /do/0/x  attempt 2 in 1.5s Not found: no order A-1 [communication 404]',
    );
  });

  it('tells which event was matched', () => {
    expect(line({ type: 'event.matched', task: '/do/0/x', name: 'x', detail: { event } })).toBe(
      '◀ matched    /do/0/x  payment.receipt from payment/service (id 7)',
    );
  });

  it('tells of a message that came over a broker', () => {
    const message = { service: 'lights.yaml', server: 'main', channel: 'lights/1' };
    expect(line({ type: 'event.matched', task: '/do/0/x', name: 'x', detail: { message } })).toBe(
      '◀ matched    /do/0/x  a message of lights.yaml on lights/1',
    );
  });

  it('tells why an instance faulted', () => {
    expect(line({ type: 'instance.faulted', detail: { error } })).toBe(
      '✖ faulted    instance  Not found: no order A-1 [communication 404]',
    );
  });

  it('tells why an instance was cancelled', () => {
    expect(line({ type: 'instance.cancelled', detail: { reason: 'ordered twice' } })).toBe(
      '⊘ cancelled  instance  ordered twice',
    );
  });

  it('spells out control characters of an event', () => {
    const detail = { event: { ...event, id: '\u001b[2J' } };
    expect(line({ type: 'event.emitted', task: '/do/0/x', name: 'x', detail })).toContain('(id \\u001b[2J)');
  });

  it('paints the word only', () => {
    expect(formatLogLine({ ...at, type: 'task.faulted', task: '/do/0/x' }, createPaint(true))).toBe(
      '\u001b[2m1970-01-01T00:00:00.000Z\u001b[22m  \u001b[31m✖ faulted  \u001b[39m  /do/0/x',
    );
  });
});

describe('entryDocument', () => {
  it('tells times as ISO 8601', () => {
    const entry = { ...at, type: 'task.waiting', task: '/do/0/x', name: 'x', detail: { until: 0 } } as const;
    expect(entryDocument(entry)).toEqual({
      ...entry,
      time: '1970-01-01T00:00:00.000Z',
      detail: { until: '1970-01-01T00:00:00.000Z' },
    });
  });
});
