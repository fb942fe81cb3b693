// Whose word counts for where a call comes from: the proxies in front of the server, and nobody else.
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Whether an address is one of a proxy of ours. */
export type Trust = (address: string | undefined) => boolean;

const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** From addresses, networks (`10.0.0.0/8`) and `loopback`, `linklocal`, `uniquelocal`; throws at anything else. */
export function trustIn(proxies: readonly string[]): Trust {
  const list = new BlockList();
  for (const network of proxies.flatMap((one) => NAMED[one] ?? [one])) {
    const [address, bits] = network.split('/') as [string, string | undefined];
    if (isIP(address) === 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits)))
      throw new Error(`${network} is neither an address nor a network such as 10.0.0.0/8`);
    const family = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => address !== undefined && isIP(address) !== 0 && list.check(address, familyOf(address));
}

/** Who made a request that no route of the HTTP server answers, seen as the HTTP server sees those that it answers. */
export function callerOf({ headers, socket }: IncomingMessage, trusted: Trust): { ip: string; origin: string } {
  const { remoteAddress } = socket;
  const hops = forwarded(headers['x-forwarded-for']).reverse();
  let ip = remoteAddress ?? '';
  for (const hop of hops) {
    if (!trusted(ip)) break;
    ip = hop;
  }
  const told = trusted(remoteAddress) ? headers : {};
  const scheme = forwarded(told['x-forwarded-proto']).at(-1) ?? ('encrypted' in socket ? 'https' : 'http');
  const host = forwarded(told['x-forwarded-host']).at(-1) ?? headers.host ?? '';
  return { ip, origin: `${scheme}://${host}` };
}

function forwarded(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text.split(',').flatMap((one) => one.trim() || []);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
