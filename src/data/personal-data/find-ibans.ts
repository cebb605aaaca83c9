import { remainder } from './digits.ts';
import type { Place } from './find.ts';

/** Lengths by country, as the registry of ISO 13616 says. */
const lengths: Readonly<Record<string, number>> = {
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BR: 29, BY: 28, CH: 21, CR: 22, CY: 28, CZ: 24, DE: 22, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FO: 18, FR: 27,
  GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27,
  MD: 24, ME: 22, MK: 19, MR: 27, MT: 31, MU: 30, NL: 18, NO: 15, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, SA: 24, SC: 31, SE: 24, SI: 19, SK: 24, SM: 27, ST: 25, SV: 28, TL: 23,
  TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20,
};
const beginning = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?=[ -]?[A-Z0-9])/gu;

/** IBANs: a country's length, in one piece or with single spaces or hyphens, and check digits by mod 97 (ISO 7064). */
export function* findIbans(text: string): Generator<Place> {
  for (const { 0: found, index } of text.matchAll(beginning)) {
    const length = lengths[found.slice(0, 2)];
    if (length === undefined) continue;
    let compact = found;
    let end = index + 4;
    for (; compact.length < length; end += 1) {
      const character = text[end] ?? '';
      if (/^[A-Z0-9]$/.test(character)) compact += character;
      else if (!/^[ -]$/.test(character) || !/^[A-Z0-9]$/.test(text[end + 1] ?? '')) break;
    }
    if (compact.length === length && !/^[A-Za-z0-9]/.test(text.slice(end, end + 1)) && isValid(compact)) yield [index, end];
  }
}

const isValid = (iban: string) => remainder([...(iban.slice(4) + iban.slice(0, 4))].map((character) => parseInt(character, 36)).join(''), 97) === 1;
