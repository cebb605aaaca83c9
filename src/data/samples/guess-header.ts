import { isCommaNumber } from './comma-numbers.ts';
import { allRoleWords } from './role-words.ts';

const isPlainNumber = (cell: string) => cell.trim() !== '' && Number.isFinite(Number(cell));
const isEmpty = (cell: string) => cell.trim() === '';
const looksLikeName = (cell: string) => cell.length <= 64 && /^[\p{L}_][\p{L}\p{N}_ .:/()#%&+-]*$/u.test(cell) && cell.split(' ').length <= 4;

/**
 * Whether the first record names the columns. It does where its cells are not empty and no numbers, and
 * where besides a column of numbers follows below one of them, or one of them is a word that columns are often called by
 * (text, label, …) and does not come again in it, or there are several, all differ and look like names, and none comes again in its column.
 * A number may have a comma before its fraction where the delimiter is none. The first cell may be empty, as where pandas writes its index, or the last, where lines end with a delimiter.
 */
export function guessHeader([first, ...rest]: readonly (readonly string[])[], delimiter = ','): boolean {
  const isNumber = (cell: string) => isPlainNumber(cell) || (delimiter !== ',' && isCommaNumber(cell));
  if (first === undefined || first.slice(1, -1).some(isEmpty) || first.some(isNumber)) return false;
  const names = first.flatMap((cell, index) => (isEmpty(cell) ? [] : [{ cell, below: rest.map((record) => record[index] ?? '').filter((other) => other !== '') }]));
  if (names.length < Math.max(1, first.length - 1)) return false;
  if (names.some(({ cell, below }) => allRoleWords.has(cell.trim().toLowerCase()) && !below.includes(cell))) return true;
  if (names.some(({ below }) => below.length > 0 && below.every(isNumber))) return true;
  return names.length > 1 && new Set(names.map(({ cell }) => cell)).size === names.length && names.every(({ cell, below }) => looksLikeName(cell) && !below.includes(cell));
}
