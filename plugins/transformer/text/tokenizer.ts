import { z } from 'zod';
import type { Settings } from '../hyperparameters.ts';
import { BytePairTokenizer, bytePairsFile, learnTokenizer as learnBytePairTokenizer } from './byte-pair.ts';
import { learnWordPieces } from './learn-word-pieces.ts';
import { countPieces } from './pieces.ts';
import { Counts, learnVocabulary, Vocabulary } from './vocabulary.ts';
import { WordPieces } from './word-pieces.ts';
import { wordsOf } from './words.ts';

/** Cuts texts into tokens, numbers from 1 to size − 1; 0 is padding. */
export interface Tokenizer {
  readonly size: number;
  encode(text: string): readonly number[];
}

/** A word that stands in one text alone says nothing of others. */
const LEAST_TEXTS = 2;
const LINES = 'vocabulary.txt';

/** How a tokenizer stands in `flywheel.json`; the strings of WORD and WORD_PIECE are the lines of `vocabulary.txt`. */
export const tokenizerFile = z.union([z.object({ type: z.enum(['WORD', 'WORD_PIECE']) }), bytePairsFile]);

/** A tokenizer with what is published of it. */
export interface PublishedTokenizer {
  readonly tokenizer: Tokenizer;
  readonly description: z.infer<typeof tokenizerFile>;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

class Words implements Tokenizer {
  readonly #vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  get size(): number {
    return this.#vocabulary.size;
  }

  encode(text: string): number[] {
    return wordsOf(text).map((word) => this.#vocabulary.tokenOf(word));
  }
}

/** Learns a tokenizer from texts. @param size  different tokens at most */
export async function learnTokenizer(type: Exclude<Settings['tokenizer'], 'CHARACTER'>, size: number, texts: AsyncIterable<string>): Promise<PublishedTokenizer> {
  if (type === 'BYTE_PAIR') {
    const pieces = new Map<string, number>();
    for await (const text of texts) countPieces(pieces, text);
    const tokenizer = learnBytePairTokenizer(pieces, size);
    return { tokenizer, description: tokenizer.toFile(), files: [] };
  }
  const counts = new Counts();
  for await (const text of texts) {
    const words = wordsOf(text);
    for (const word of type === 'WORD' ? new Set(words) : words) counts.add(word);
  }
  const pieces = type === 'WORD_PIECE' ? learnWordPieces(counts, size) : undefined;
  const vocabulary = pieces?.vocabulary ?? learnVocabulary(counts, size, LEAST_TEXTS);
  return { tokenizer: pieces ?? new Words(vocabulary), description: { type }, files: [{ path: LINES, bytes: vocabulary.toLines() }] };
}

/** A tokenizer from what was published of it. */
export async function readTokenizer(description: z.infer<typeof tokenizerFile>, readFile: (path: string) => Promise<Uint8Array>): Promise<PublishedTokenizer> {
  if (description.type === 'BYTE_PAIR') return { tokenizer: new BytePairTokenizer(description), description, files: [] };
  const bytes = await readFile(LINES);
  const vocabulary = Vocabulary.fromLines(bytes);
  return { tokenizer: description.type === 'WORD' ? new Words(vocabulary) : new WordPieces(vocabulary), description, files: [{ path: LINES, bytes }] };
}
