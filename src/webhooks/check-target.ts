import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Fault } from '../domain/fault.ts';
import type { WebhookTargets } from '../domain/ports.ts';
import { lineInput } from '../domain/text-input.ts';
import type { AllowedAddresses } from './allowed-addresses.ts';

const MOST_CHARACTERS = 2000;
/** Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal). */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/;

const refused = (message: string) => new Fault('INVALID_INPUT', message, ['url']);

/**
 * Judges addresses when a webhook is made. Each attempt judges the address again that its connection goes to, so a name that cannot be looked
 * up now is taken.
 */
export function webhookTargets(addresses: AllowedAddresses): WebhookTargets {
  return {
    async check(given) {
      const url = parse(lineInput(given, 'url', MOST_CHARACTERS));
      const host = hostOf(url);
      const found = isIP(host) ? [host] : (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address);
      if (found.length > 0 && found.every((address) => addresses.allowsLoopback(address))) return url.href;
      if (url.protocol !== 'https:') throw refused('url must begin with https://.');
      if (found.length === 0 ? PRIVATE_NAME.test(host) : !found.every((address) => addresses.allows(address))) throw refused('url leads to an address that is not public; FLYWHEEL_WEBHOOK_NETWORKS can name networks that webhooks may reach besides.');
      return url.href;
    },
  };
}

function parse(given: string): URL {
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(given)) throw refused('url must be an address that begins with https://.');
  if (url.username !== '' || url.password !== '') throw refused('url must not hold a user name or a password: the signature tells who sends.');
  if (url.hash !== '') throw refused('url must not hold a fragment (#…): it is not sent.');
  if (url.port !== '' && Number(url.port) < 1024) throw refused('The port of url must be 443, or 1024 and above.');
  return url;
}

/** As it is looked up: without the brackets of IPv6. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
