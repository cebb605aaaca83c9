/** What Python's `str.split` takes for space. */
const SPACE = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const TRAILING_SPACE = new RegExp(`${SPACE.source}$`, 'u');

const ENTITIES = [['&quot;', '"'], ['&amp;', '&'], ['&lt;', '<'], ['&gt;', '>']] as const;

/** Language-independent part of mteval-v13a. Digits are 0 to 9; a hyphen is cut off after one alone. */
const RULES = [
  [/[{-~[-` -&(-+:-@/]/gu, ' $& '],
  [/([^0-9])([.,])/gu, '$1 $2 '],
  [/([.,])([^0-9])/gu, ' $1 $2'],
  [/([0-9])(-)/gu, '$1 $2 '],
] as const;

/** Cuts a sentence into the words that BLEU is counted on: the tokenization "13a" of WMT's mteval-v13a and sacrebleu (Post 2018). */
export function tokenize13a(sentence: string): string[] {
  let text = sentence.replace(TRAILING_SPACE, '').replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  for (const [entity, character] of ENTITIES) text = text.replaceAll(entity, character);
  text = ` ${text} `;
  for (const [pattern, by] of RULES) text = text.replace(pattern, by);
  return text.split(SPACE).filter((word) => word !== '');
}
