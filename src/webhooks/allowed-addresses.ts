import ipaddr from 'ipaddr.js';

export interface AllowedAddresses {
  /** Whether messages may go to an IP address: one of the public internet, or of the networks that the owner named. */
  allows(address: string): boolean;
  /** Whether it is this machine's own loopback, and the owner named that: messages may go there without TLS. */
  allowsLoopback(address: string): boolean;
}

/** What metadata services of clouds answer on, and what no owner can mean. */
const NEVER = new Set(['linkLocal', 'multicast', 'broadcast', 'unspecified']);

/** @param networks  CIDR ranges besides the public internet */
export function allowedAddresses(networks: readonly string[]): AllowedAddresses {
  const ranges = networks.map((network) => ipaddr.parseCIDR(network));
  const named = (address: ipaddr.IPv4 | ipaddr.IPv6) => ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
  /** IPv4 addresses that are written as IPv6 are what they stand for. */
  const parse = (address: string) => (ipaddr.isValid(address) ? ipaddr.process(address) : undefined);
  return {
    allows(address) {
      const parsed = parse(address);
      if (!parsed || NEVER.has(parsed.range())) return false;
      return parsed.range() === 'unicast' || named(parsed);
    },
    allowsLoopback(address) {
      const parsed = parse(address);
      return parsed !== undefined && parsed.range() === 'loopback' && named(parsed);
    },
  };
}
