import { expect, test } from 'vitest';
import { networkOf, plainAddress } from './addresses.ts';

test.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['::ffff:203.0.113.77', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:DB8:0001::6', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
])('the network of %s is %s', (ip, network) => expect(networkOf(ip)).toBe(network));

test('an IPv4 address that came mapped is kept as IPv4, and no zone is kept', () => {
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
  expect(plainAddress('::FFFF:203.0.113.77')).toBe('203.0.113.77');
  expect(plainAddress('2001:db8::1')).toBe('2001:db8::1');
});
