import { allRoleWords } from './role-words.ts';

const isNumber = (cell: string) => cell.trim() !== '' && Number.isFinite(Number(cell));
const looksLikeName = (cell: string) => cell.length <= 64 && /^[\p{L}_][\p{L}\p{N}_ .:/()#%&+-]*$/u.test(cell) && cell.split(' ').length <= 4;

/**
 * Whether the first record names the columns. It does where its cells are not empty and no numbers, and
 * where besides a column of numbers follows below one of them, or one of them is a word that columns are often called by
 * (text, label, …) and does not come again in it, or there are several, all differ and look like names, and none comes again in its column.
 */
export function guessHeader([first, ...rest]: readonly (readonly string[])[]): boolean {
  if (first === undefined || first.some((cell) => cell.trim() === '' || isNumber(cell))) return false;
  const columns = first.map((_, index) => rest.map((record) => record[index] ?? '').filter((cell) => cell !== ''));
  if (first.some((cell, index) => allRoleWords.has(cell.trim().toLowerCase()) && !columns[index]!.includes(cell))) return true;
  if (columns.some((cells) => cells.length > 0 && cells.every(isNumber))) return true;
  return new Set(first).size > 1 && new Set(first).size === first.length && first.every(looksLikeName) && columns.every((cells, index) => !cells.includes(first[index]!));
}
