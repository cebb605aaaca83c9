import { z } from 'zod';
import { BytePairTokenizer, bytePairsFile, END, PADDING, START, learnTokenizer as learnBytePairs } from '../../text/byte-pair.ts';
import { charactersFile, CharacterTokenizer, countCharacters, learnCharacters } from '../../text/characters.ts';
import { countPieces } from '../../text/pieces.ts';

/** How a tokenizer stands in `flywheel.json`. */
export const tokenizerFile = z.union([charactersFile, bytePairsFile]);
export type TokenizerFile = z.infer<typeof tokenizerFile>;

/** What a language model reads and writes with. */
export interface TextTokenizer {
  /** Different tokens. */
  readonly size: number;
  /** The token that parts texts. */
  readonly end: number;
  /** The token of a character that the training split did not have; undefined where every text has tokens. */
  readonly unknown: number | undefined;
  /** Tokens that no text has. */
  readonly never: readonly number[];
  encode(text: string): readonly number[];
  /** Characters (Unicode code points) that begin in a token. */
  charactersIn(token: number): number;
  /** Characters that `encode` puts before a text. */
  readonly lead: number;
  /** Characters that have no token. */
  unknownIn(text: string): readonly string[];
  /** Decodes the tokens that follow on `before`, as they come. */
  decoderAfter(before: readonly number[]): { add(token: number): string; end(): string };
}

/** Tokens that a decoder must have seen to write on: a character has 4 bytes at most. */
const LOOK_BACK = 8;

export function openTokenizer(file: TokenizerFile): TextTokenizer {
  const tokenizer = file.type === 'CHARACTER' ? new CharacterTokenizer(file) : new BytePairTokenizer(file);
  const isCharacters = tokenizer instanceof CharacterTokenizer;
  return {
    size: tokenizer.size,
    end: isCharacters ? tokenizer.end : END,
    unknown: isCharacters ? tokenizer.unknown : undefined,
    never: isCharacters ? [PADDING, tokenizer.unknown] : [PADDING, START],
    encode: (text) => tokenizer.encode(text),
    charactersIn: (token) => (isCharacters ? (token === tokenizer.end ? 0 : 1) : tokenizer.charactersIn(token)),
    lead: isCharacters ? 0 : 1,
    unknownIn: (text) => (isCharacters ? tokenizer.unknownIn(text) : []),
    decoderAfter(before) {
      const decoder = tokenizer.createDecoder();
      for (const token of before.slice(-LOOK_BACK)) decoder.add(token);
      return decoder;
    },
  };
}

/** Learns a vocabulary of at most `size` tokens from the texts of the training split. */
export async function learnTokenizer(type: TokenizerFile['type'], size: number, texts: AsyncIterable<string>): Promise<TokenizerFile> {
  const counts = new Map<string, number>();
  const count = type === 'CHARACTER' ? countCharacters : countPieces;
  for await (const text of texts) count(counts, text);
  return (type === 'CHARACTER' ? learnCharacters(counts, size) : learnBytePairs(counts, size)).toFile();
}
