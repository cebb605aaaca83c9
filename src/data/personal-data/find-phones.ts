import { digitsOf } from './digits.ts';
import type { Place } from './find.ts';

const before = '(?<![\\p{L}\\p{N}+]|[\\p{L}\\p{N}][.,/-]|[$€£#=] ?)';
const after = '(?![\\p{L}\\p{N}]|[.,/-]\\d)';
const form = (pattern: string) => new RegExp(`${before}${pattern}${after}`, 'gu');

/** With the least and most digits. Not one of them takes a number in one piece without a plus or 00 before it. */
const forms: readonly (readonly [RegExp, number, number])[] = [
  // International: +49 30 1234567, +1 (212) 555-0123, 0049 30 1234567.
  [form('\\+[1-9]\\d{0,2}(?:[ ./-]{0,2}\\(?\\d{1,12}\\)?){1,6}'), 8, 15],
  [form('00[1-9]\\d{0,2}(?:[ ./-]\\(?\\d{2,12}\\)?){1,6}'), 10, 17],
  // North America: (212) 555-0123, 212-555-0123, 212.555.0123.
  [form('(?:1[ .-])?(?:\\([2-9]\\d{2}\\) ?|[2-9]\\d{2}-)[2-9]\\d{2}-\\d{4}'), 10, 11],
  [form('(?:1\\.)?[2-9]\\d{2}\\.[2-9]\\d{2}\\.\\d{4}'), 10, 11],
  // With a trunk prefix: 030 1234567, 030/1234567, (020) 7946 0123, 01 23 45 67 89.
  [form('(?:\\(0[1-9]\\d{1,4}\\) ?|0[1-9]\\d{1,4} ?/ ?)\\d{2,8}(?:[ -]\\d{2,5}){0,4}'), 9, 12],
  [form('0[1-9]\\d{0,4}(?: \\d{2,8}){1,5}'), 9, 12],
  [form('0[1-9]\\d{0,4}(?:-\\d{2,8}){1,5}'), 9, 12],
  [form('0[1-9](?:\\.\\d{2}){4}'), 10, 10],
];
/** Dates, which may look alike: 01-02-2003, 2003-01-02. */
const date = /^(?:\d{1,2}[ ./-]\d{1,2}[ ./-]\d{4}|\d{4}[ ./-]\d{1,2}[ ./-]\d{1,2})/;

/** Telephone numbers, international and national, with their separators; plain numbers are none. */
export function* findPhones(text: string): Generator<Place> {
  for (const [pattern, least, most] of forms) {
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const { length } = digitsOf(found);
      if (length >= least && length <= most && !date.test(found)) yield [index, index + found.length];
    }
  }
}
