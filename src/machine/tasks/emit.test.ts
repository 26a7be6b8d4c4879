import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

describe('emit', () => {
  it('K3 K4 publishes an event with what the definition leaves out filled in, and puts it out', () => {
    const run = new Drive(
      `do: [{a: {emit: {event: {with: {type: greeted, data: {name: '\${ .name }'}}}}}}]`,
      {
        input: { name: 'Ada' },
      },
    );
    const event = {
      specversion: '1.0',
      id: 'instance-1/do/0/a~1',
      source: '/test/sample/1.0.0',
      type: 'greeted',
      time: '1970-01-01T00:16:40.000Z',
      data: { name: 'Ada' },
    };
    expect(run.published).toEqual([event]);
    expect(run.output).toEqual(event);
  });

  it('gives two emissions of one task two ids', () => {
    const run = new Drive(`do: [{l: {for: {in: '[1,2]'}, do: [{a: {emit: {event: {with: {type: t}}}}}]}}]`);
    expect(new Set(run.published.map((event) => event.id)).size).toBe(2);
  });

  it('faults when what it makes is no CloudEvent', () => {
    const run = new Drive(`do: [{a: {emit: {event: {with: {type: '\${ .missing }'}}}}}]`);
    expect(run.instance.error).toMatchObject({ status: 400, title: 'Not a CloudEvent' });
  });

  it('keeps what was published before a loop without end was stopped', () => {
    const run = new Drive('do: [{a: {emit: {event: {with: {type: t}}}}}, {b: {set: {x: 1}, then: b}}]');
    expect(run.instance.error).toMatchObject({ title: 'Step limit reached' });
    expect(run.published).toHaveLength(1);
  });
});
