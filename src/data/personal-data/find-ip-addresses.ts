import { isIPv6 } from 'node:net';
import type { Place } from './find.ts';

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const version4 = new RegExp(`(?<![\\p{L}\\p{N}]|[\\p{L}\\p{N}][.-])(?:${octet}\\.){3}${octet}(?![\\p{L}\\p{N}]|[.-][\\p{L}\\p{N}])`, 'gu');
const version6 = /(?<![\p{L}\p{N}:.])[0-9A-Fa-f]{1,4}(?:::?[0-9A-Fa-f]{1,4}){2,7}(?![\p{L}\p{N}:])/gu;
/** Of nobody: this machine, any, all. */
const nobody = /^(?:0|127|255)\./;

/**
 * IP addresses: of version 4 unless it may as well be the number of a version or a section (four numbers under 10, or after "version", "release",
 * "section"), and of version 6 with three groups or more; neither of the machine itself.
 */
export function* findAddresses(text: string): Generator<Place> {
  for (const { 0: found, index } of text.matchAll(version4)) {
    if (nobody.test(found) || found.length === 7 || /(?:version|release|section|chapter|update|\bv)[ .:]*$/i.test(text.slice(Math.max(0, index - 12), index))) continue;
    yield [index, index + found.length];
  }
  for (const { 0: found, index } of text.matchAll(version6)) if (isIPv6(found) && /\d/.test(found)) yield [index, index + found.length];
}
