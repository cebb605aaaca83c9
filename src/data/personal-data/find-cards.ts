import { digitsOf, passesLuhn } from './digits.ts';
import type { Place } from './find.ts';

/** 13 to 19 digits, alone or with one kind of separator between them. */
const candidate = /(?<![\p{L}\p{N}]|\d[.,+-])\d{1,6}(?:\d{7,13}|(?:-\d{1,6}){1,5}|(?: \d{1,6}){1,5})(?![\p{L}\p{N}]|[.,]\d)/gu;

/** Numbers that brands give out: their beginnings and lengths. */
const brands = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^(?:6011|65\d{2}|64[4-9]\d)\d{12}$/, // Discover
  /^3(?:0[0-5]|[68]\d)\d{11}$/, // Diners Club
  /^35(?:2[89]|[3-8]\d)\d{12}$/, // JCB
  /^62\d{14,17}$/, // UnionPay
];
/** As cards have them printed. */
const groups = [/^\d+$/, /^\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?$/, /^\d{4}([ -])\d{6}\1\d{4,5}$/];

/** Payment cards: a brand's beginning and length, the check digit of Luhn, in one piece or in the groups of a card; not ones of a single digit. */
export function* findCards(text: string): Generator<Place> {
  for (const { 0: found, index } of text.matchAll(candidate)) {
    const digits = digitsOf(found);
    if (!groups.some((group) => group.test(found)) || !brands.some((brand) => brand.test(digits))) continue;
    if (passesLuhn(digits) && new Set(digits).size > 2) yield [index, index + found.length];
  }
}
