import { describe, expect, it } from 'vitest';
import { HostLimits } from './host.ts';

const limits = new HostLimits(
  [
    { host: 'api.example', atOnce: 1 },
    { host: 'API.example', port: 8443, perSecond: 2 },
    { host: '::1', atOnce: 1 },
  ],
  () => 0,
);
const count = (host: string, port?: number) =>
  limits.of({ host, ...(port === undefined ? {} : { port }) }).length;

describe('limits of hosts', () => {
  it('hold for every port of a host without one', () => {
    expect([count('api.example', 80), count('api.example', 443), count('api.example')]).toEqual([1, 1, 1]);
  });

  it('hold for one port besides those of the host', () => {
    expect(count('api.example', 8443)).toBe(2);
  });

  it('hold for no other host', () => {
    expect([count('example'), count('www.api.example', 80)]).toEqual([0, 0]);
  });

  it('know a host by any spelling', () => {
    expect([count('Api.Example'), count('api.example.'), count('[::1]', 80)]).toEqual([1, 1, 1]);
  });

  it('are the same for all who go there', () => {
    const [one] = limits.of({ host: 'api.example', port: 80 });
    const [other] = limits.of({ host: 'api.example', port: 443 });
    expect(one).toBe(other);
  });

  it('are none where no host has any', () => {
    const nobody = new HostLimits([], () => 0);
    expect([nobody.none, nobody.of({ host: 'api.example' })]).toEqual([true, []]);
  });
});
