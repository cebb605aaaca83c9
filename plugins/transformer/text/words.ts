/** An HTML tag or comment; a lone < is text. */
const TAG = /<(?:\/?[a-z][^<>]*|!--[^]*?--)>/g;

/**
 * Letters and digits with the marks that belong to them; apostrophes within (don't); ! and ?. Scripts that put no spaces
 * between words give a word for each character.
 */
const WORD = (() => {
  const spaceless = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';
  const run = `(?:(?!${spaceless})[\\p{L}\\p{N}]\\p{M}*)+`;
  return new RegExp(`[a-z0-9]+(?:['’][a-z0-9]+)*(?![\\p{L}\\p{N}\\p{M}'’])|${run}(?:['’]${run})*|${spaceless}\\p{M}*|[!?]`, 'gu');
})();

/** The words of a text in lower case, without HTML tags and punctuation, in any language. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFC').toLowerCase().replace(TAG, ' ').match(WORD) ?? [];
}
