import { describe, expect, it } from 'vitest';
import { mayReach } from './address.ts';

const refused = [
  '127.0.0.1',
  '127.8.9.1',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.127.255.255',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::1',
  '2002:a9fe:a9fe::',
  '2001::1',
  '2001:db8::1',
  'localhost',
  '',
];

const allowed = [
  '1.1.1.1',
  '100.63.255.255',
  '100.128.0.1',
  '172.32.0.1',
  '8.8.8.8',
  '::ffff:8.8.8.8',
  '2606:4700:4700::1111',
  '64:ff9b::8.8.8.8',
  '2002:808:808::1',
];

describe('mayReach', () => {
  it.each(refused)('refuses %s', (address) => {
    expect(mayReach(address, false)).toBe(false);
  });

  it.each(allowed)('allows the public address %s', (address) => {
    expect(mayReach(address, false)).toBe(true);
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
    'allows loopback %s where loopback is allowed',
    (address) => {
      expect(mayReach(address, 'loopback')).toBe(true);
    },
  );

  it.each(['10.0.0.1', '169.254.169.254', '0.0.0.0', '::', 'fe80::1'])(
    'still refuses %s where only loopback is allowed',
    (address) => {
      expect(mayReach(address, 'loopback')).toBe(false);
    },
  );

  it('allows everything where private addresses are allowed', () => {
    expect(mayReach('10.0.0.1', true)).toBe(true);
  });

  it.each(['http://0x7f.1/', 'http://0177.0.0.1/', 'http://2130706433/', 'http://127.1/'])(
    'refuses %s, which a URL parser reads as loopback',
    (uri) => {
      expect(mayReach(new URL(uri).hostname, false)).toBe(false);
    },
  );
});
