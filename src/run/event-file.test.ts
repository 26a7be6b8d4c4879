import { describe, expect, it } from 'vitest';
import { readEvents } from './event-file.ts';

const event = (id: string) =>
  JSON.stringify({ specversion: '1.0', id, source: 'shop', type: 'order', data: 1 });

describe('readEvents', () => {
  it('reads one event a line, in order', () => {
    const events = readEvents(`${event('1')}\n\n${event('2')}\r\n`, 'events.ndjson');
    expect(events.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('names the line that is no JSON', () => {
    expect(() => readEvents(`${event('1')}\n{`, 'events.ndjson')).toThrow(
      'events.ndjson:2 holds no CloudEvent',
    );
  });

  it('names the attribute that is missing', () => {
    expect(() => readEvents('{"specversion":"1.0","id":"1","source":"a"}', 'events.ndjson')).toThrow('type');
  });
});
