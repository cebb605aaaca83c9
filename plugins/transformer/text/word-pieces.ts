import { type Vocabulary, UNKNOWN } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** What pieces begin with that do not begin a word. */
const WITHIN = '##';
/** Longer words are unknown. */
const LONGEST_WORD = 100;
const MOST_REMEMBERED = 200_000;

/**
 * Cuts texts into words and those into pieces, always the longest that the vocabulary has; a word that cannot be put
 * together is UNKNOWN.
 */
export class WordPieces {
  readonly vocabulary: Vocabulary;
  readonly #remembered = new Map<string, readonly number[]>();

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
  }

  get size(): number {
    return this.vocabulary.size;
  }

  encode(text: string): number[] {
    const tokens: number[] = [];
    for (const word of wordsOf(text)) for (const token of this.#piecesOf(word)) tokens.push(token);
    return tokens;
  }

  #piecesOf(word: string): readonly number[] {
    const known = this.#remembered.get(word);
    if (known) return known;
    const tokens = this.#cut([...word]);
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(word, tokens);
    return tokens;
  }

  #cut(characters: readonly string[]): number[] {
    if (characters.length > LONGEST_WORD) return [UNKNOWN];
    const tokens: number[] = [];
    for (let start = 0; start < characters.length;) {
      const prefix = start === 0 ? '' : WITHIN;
      let end = characters.length;
      while (end > start && !this.vocabulary.has(prefix + characters.slice(start, end).join(''))) end -= 1;
      if (end === start) return [UNKNOWN];
      tokens.push(this.vocabulary.tokenOf(prefix + characters.slice(start, end).join('')));
      start = end;
    }
    return tokens;
  }
}

/** The pieces that words begin as: their characters. */
export function charactersOf(word: string): string[] {
  return [...word].slice(0, LONGEST_WORD).map((character, k) => (k === 0 ? character : WITHIN + character));
}

/** Two neighbouring pieces as one. */
export const joinPieces = (left: string, right: string): string => left + right.slice(WITHIN.length);
