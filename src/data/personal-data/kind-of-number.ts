import { findCards } from './find-cards.ts';
import { findNationalIds } from './find-national-ids.ts';
import type { PersonalDataKind } from './find.ts';

/** Eleven digits; no card and no national id has fewer. */
export const LEAST_PERSONAL_NUMBER = 1e10;

/** What a number is by itself: a card, or a national id where the name of its column is as words before it, by the rules of texts. Whole numbers that a double holds exactly, so of 16 digits at most. */
export function kindOfNumber(column: string, value: number): PersonalDataKind | undefined {
  if (value < LEAST_PERSONAL_NUMBER || !Number.isSafeInteger(value)) return undefined;
  const digits = String(value);
  if (!findCards(digits).next().done) return 'card number';
  const text = `${column.replaceAll(/[_-]/g, ' ')}: ${digits}`;
  for (const [start] of findNationalIds(text)) if (start === text.length - digits.length) return 'national id';
  return undefined;
}
