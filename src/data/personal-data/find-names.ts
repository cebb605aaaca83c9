import type { Place } from './find.ts';

const word = "\\p{Lu}(?:[\\p{Ll}\\p{M}]{1,30}(?:['’-]\\p{Lu}?[\\p{Ll}\\p{M}]{1,30})?|['’]\\p{Lu}[\\p{Ll}\\p{M}]{1,30})";
const full = `${word}(?: \\p{Lu}\\.)?(?: (?:van|von|de|da|del|der|la|le|bin|al)){0,2}(?: ${word}){1,2}`;

/** The name is the first group. */
const forms: readonly RegExp[] = [
  // A salutation with a first and a last name: Mr. John Smith, Frau Anna Schmidt.
  new RegExp(`(?<![\\p{L}\\p{N}])(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Herrn|Frau|Mme|Monsieur|Madame|Señora?|Signora?)\\.? (${full})`, 'dgu'),
  // Who writes, or is written to: Dear Mr Smith, Sehr geehrte Frau Schmidt.
  new RegExp(`(?<![\\p{L}\\p{N}])(?:Dear (?:Mr|Mrs|Ms|Miss|Dr)|[Gg]eehrter? (?:Herr|Frau)|Cher Monsieur|Chère Madame|Estimad[oa] [Ss]eñora?)\\.? (${word}(?: ${word})?)`, 'dgu'),
  new RegExp(`(?<![\\p{L}\\p{N}])(?:[Mm]y (?:full )?name is|[Mm]ein Name ist|[Ii]ch hei(?:ß|ss)e|[Jj]e m['’]appelle|[Mm]e llamo|[Mm]i nombre es|[Mm]i chiamo) (${word}(?: ${word}){0,2})`, 'dgu'),
];

/**
 * Names of people where the words around say that they are: after a salutation with first and last name, after one at the head of a letter, and
 * where people name themselves (in English, German, French, Spanish, Italian). There is no list of names, so most names stay unfound.
 */
export function* findNames(text: string): Generator<Place> {
  for (const form of forms) for (const { indices } of text.matchAll(form)) if (indices?.[1] !== undefined) yield indices[1];
}
