import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Which addresses a call may reach besides the public ones. */
export type PrivateAccess = boolean | 'loopback';

/** IPv4 ranges that are not the public internet (IANA special-purpose registry), as `[network, prefix length]`. */
const specialRanges = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

const special = new BlockList();
const loopback = new BlockList();
/** IPv6 is judged the other way round: only global unicast and NAT64 addresses can be public at all. */
const global6 = new BlockList();

loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
global6.addSubnet('2000::', 3, 'ipv6');
global6.addSubnet('64:ff9b::', 96, 'ipv6');
for (const [network, prefix] of specialRanges) {
  special.addSubnet(network, prefix, 'ipv4');
  // The same hosts again, behind NAT64 and 6to4. Mapped ones (`::ffff:…`) are covered by the IPv4 rule itself.
  special.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
  special.addSubnet(`2002:${hextets(network)}::`, 16 + prefix, 'ipv6');
}
special.addSubnet('2001::', 23, 'ipv6');
special.addSubnet('2001:db8::', 32, 'ipv6');
special.addSubnet('3fff::', 20, 'ipv6');

function hextets(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/**
 * True when a call may open a connection to an address. Private, loopback, link-local, carrier-grade, documentation,
 * multicast and unspecified addresses are refused, in IPv4, IPv6 and the forms that carry an IPv4 address in IPv6.
 * @param address an IP address as text; anything else is refused.
 */
export function mayReach(address: string, access: PrivateAccess): boolean {
  if (access === true) return true;
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  if (family === undefined) return false;
  if (loopback.check(address, family)) return access === 'loopback';
  if (special.check(address, family)) return false;
  return family === 'ipv4' || isMapped(address) || global6.check(address, family);
}

const mapped = new BlockList();
mapped.addSubnet('::ffff:0:0', 96, 'ipv6');

function isMapped(address: string): boolean {
  return mapped.check(address, 'ipv6');
}
