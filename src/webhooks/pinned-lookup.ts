import { lookup as lookUp } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** The name leads to an address that nothing is sent to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * Looks a name up once for a connection, which then goes to the addresses that were found and judged here: a name that leads elsewhere a
 * moment later changes nothing. One address that is not allowed spoils all.
 */
export const pinnedLookup = (allows: (address: string) => boolean): LookupFunction => (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error) callback(error, []);
    else if (!first || !addresses.every(({ address }) => allows(address))) callback(new AddressRefused(`${hostname} leads to an address that is not public.`), []);
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
