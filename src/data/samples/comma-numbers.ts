/** A number whose fraction begins with a comma, perhaps with points between thousands: 1.234,5. Of RE2 and of JavaScript. */
export const COMMA_NUMBER = '[+-]?(\\d+|\\d{1,3}(\\.\\d{3})+)(,\\d+)?([eE][+-]?\\d+)?';
/** It may as well be a whole number with a comma between its thousands. */
export const PERHAPS_THOUSANDS = '[+-]?[1-9]\\d{0,2},\\d{3}';

const commaNumber = new RegExp(`^(${COMMA_NUMBER})$`);

export const isCommaNumber = (cell: string): boolean => commaNumber.test(cell.trim());

/**
 * What a comma within a number is in the files of an import, by what stands between their cells. Semicolons are chosen because commas begin
 * fractions; where there are tabs or bars, 1,234 may be a thousand. Undefined where they are commas themselves: then numbers have points, unless
 * the caller says that a column is of numbers.
 */
export type Commas = 'BEGIN_FRACTIONS' | 'MAY_BEGIN_FRACTIONS';

export function commasOf(delimiters: readonly (string | undefined)[]): Commas | undefined {
  if (delimiters.length === 0 || delimiters.some((delimiter) => delimiter === undefined || delimiter === ',')) return undefined;
  return delimiters.every((delimiter) => delimiter === ';') ? 'BEGIN_FRACTIONS' : 'MAY_BEGIN_FRACTIONS';
}
