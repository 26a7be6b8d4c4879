import { describe, expect, it } from 'vitest';
import { CronError, parseCron } from './cron.ts';

const at = (iso: string) => Date.parse(iso);

function runs(text: string, from: string, count: number): string[] {
  const cron = parseCron(text);
  const found: string[] = [];
  for (let time = cron.next(at(from)); time !== undefined && found.length < count; time = cron.next(time)) {
    found.push(new Date(time).toISOString());
  }
  return found;
}

describe('parseCron', () => {
  it('reads five fields in UTC', () => {
    expect(runs('0 9 * * 1', '2026-11-21T12:00:00Z', 2)).toEqual([
      '2026-11-23T09:00:00.000Z',
      '2026-11-30T09:00:00.000Z',
    ]);
  });

  it('reads seconds in front of six fields', () => {
    expect(runs('*/20 * * * * *', '2026-11-21T12:00:05Z', 3)).toEqual([
      '2026-11-21T12:00:20.000Z',
      '2026-11-21T12:00:40.000Z',
      '2026-11-21T12:01:00.000Z',
    ]);
  });

  it('names the next time after one that it names itself', () => {
    expect(runs('0 0 * * *', '2026-11-21T00:00:00Z', 1)).toEqual(['2026-11-22T00:00:00.000Z']);
  });

  it('reads a nickname', () => {
    expect(runs('@monthly', '2026-11-21T00:00:00Z', 1)).toEqual(['2026-12-01T00:00:00.000Z']);
  });

  it('takes either of the two days', () => {
    expect(runs('0 0 13 * 5', '2026-11-10T00:00:00Z', 3)).toEqual([
      '2026-11-13T00:00:00.000Z',
      '2026-11-20T00:00:00.000Z',
      '2026-11-27T00:00:00.000Z',
    ]);
  });

  it('keeps the hour of its zone over a change to summer time', () => {
    expect(runs('CRON_TZ=Europe/Berlin 0 9 * * *', '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
    ]);
  });

  it('runs a skipped hour right after it', () => {
    expect(runs('TZ=Europe/Berlin 30 2 29 3 *', '2026-03-28T12:00:00Z', 1)).toEqual([
      '2026-03-29T01:00:00.000Z',
    ]);
  });

  it('runs an hour that comes twice once', () => {
    expect(runs('TZ=Europe/Berlin 30 2 25 10 *', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2027-10-25T00:30:00.000Z',
    ]);
  });

  it.each([
    ['', 'five fields'],
    ['0 0 * *', 'not 4'],
    ['0 0 * * * * 2027', 'not 7'],
    ['61 * * * *', 'minute: 61'],
    ['2026-11-21T12:00:00', 'not 1'],
    ['TZ=Mars/Base 0 0 * * *', 'time zone'],
    ['0 0 * * funday', ''],
    ['0 0 31 2 *', 'never comes'],
  ])('refuses "%s"', (text, why) => {
    expect(() => parseCron(text)).toThrow(CronError);
    expect(() => parseCron(text)).toThrow(new RegExp(why, 'i'));
  });
});
