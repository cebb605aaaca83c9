import { digitsOf, remainder } from './digits.ts';
import type { Place } from './find.ts';

interface Form {
  readonly pattern: RegExp;
  isValid(found: string, before: string): boolean;
}

const LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
/** Text before a number that is looked at for what the number is. */
const BEFORE = 40;

const forms: readonly Form[] = [
  // United States: social security number; areas and groups that are given out. It has no check digit, so only with hyphens.
  { pattern: /(?<![\p{L}\p{N}-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\p{L}\p{N}-])/gu, isValid: () => true },
  // Spain: DNI and NIE; the letter is the remainder by 23.
  { pattern: /(?<![\p{L}\p{N}-])(?:\d{8}|[XYZ]-?\d{7})-?[A-HJ-NP-TV-Z](?![\p{L}\p{N}-])/gu, isValid: (found) => LETTERS[remainder(digitsOf(found.replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)))), 23)] === found.at(-1) },
  // France: NIR; sex, year, month, place (2A and 2B are Corsica), and a key of two digits.
  { pattern: /(?<![\p{L}\p{N}.,-])[1278] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\p{L}\p{N}]|[.,]\d)/gu, isValid: isNir },
  // Germany: tax identification number; a check digit by ISO 7064 (mod 11, 10), in groups or where the words before say so.
  { pattern: /(?<![\p{L}\p{N}.,-])[1-9]\d (?:\d{3} ){2}\d{3}(?![\p{L}\p{N}]|[.,]\d)/gu, isValid: isTaxId },
  { pattern: /(?<![\p{L}\p{N}.,-])[1-9]\d{10}(?![\p{L}\p{N}]|[.,]\d)/gu, isValid: (found, before) => /steuer|tax id|tin\b|idnr/i.test(before) && isTaxId(found) },
  // United Kingdom: national insurance number, with the prefixes that are given out.
  { pattern: /(?<![\p{L}\p{N}-])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\p{N}-])/gu, isValid: () => true },
];

/** National ids of a form that can be checked: of the United States, Spain, France, Germany and the United Kingdom. */
export function* findNationalIds(text: string): Generator<Place> {
  for (const { pattern, isValid } of forms) {
    for (const { 0: found, index } of text.matchAll(pattern)) if (isValid(found, text.slice(Math.max(0, index - BEFORE), index))) yield [index, index + found.length];
  }
}

function isNir(found: string): boolean {
  const compact = found.replaceAll(' ', '').replace('2A', '19').replace('2B', '18');
  return 97 - remainder(compact.slice(0, 13), 97) === Number(compact.slice(13));
}

/** Of the first ten digits one comes twice or three times. */
function isTaxId(found: string): boolean {
  const digits = digitsOf(found);
  const times = [...'0123456789'].map((digit) => digits.slice(0, 10).split(digit).length - 1);
  if (times.filter((count) => count > 1).length !== 1 || Math.max(...times) > 3) return false;
  let product = 10;
  for (const digit of digits.slice(0, 10)) product = (((Number(digit) + product) % 10 || 10) * 2) % 11;
  return (11 - product) % 10 === Number(digits[10]);
}
