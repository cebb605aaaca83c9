import { z } from 'zod';
import { BYTES, learnBytePairs } from './learn-byte-pairs.ts';
import { piecesOf } from './pieces.ts';

/** Tokens that stand for no text. */
export const PADDING = 0;
export const START = 1;
export const END = 2;
const SPECIALS = 3;

/** The least size of a vocabulary: every byte has a token, so every text can be encoded. */
export const SMALLEST_VOCABULARY = SPECIALS + BYTES;
/** Pieces whose tokens are remembered; a language has few that are frequent. */
const MOST_REMEMBERED = 100_000;

/** As it stands in `flywheel.json`: `merges` has the left and right token of every merge, where tokens 0 to 255 are bytes. */
export const bytePairsFile = z.object({ type: z.literal('BYTE_PAIR'), merges: z.array(z.int().nonnegative()) });
export type BytePairsFile = z.infer<typeof bytePairsFile>;

/**
 * Cuts texts into tokens by byte-pair encoding of their bytes, and joins them again: `decode(encode(text))` is the text,
 * whatever Unicode it is. Token 0 is padding, 1 a start, 2 an end, 3 to 258 are bytes, the others joined pairs.
 */
export class BytePairTokenizer {
  readonly #merges: readonly number[];
  /** left × size + right → the joined token. */
  readonly #joined = new Map<number, number>();
  readonly #bytes: Uint8Array[];
  readonly #remembered = new Map<string, readonly number[]>();
  readonly #encoder = new TextEncoder();

  /** @throws where a merge names a token that comes after it. */
  constructor({ merges }: Pick<BytePairsFile, 'merges'>) {
    this.#merges = merges;
    this.#bytes = Array.from({ length: BYTES }, (_, byte) => Uint8Array.of(byte));
    for (let k = 0; k + 1 < merges.length; k += 2) {
      const [left = NaN, right = NaN] = [merges[k], merges[k + 1]];
      const [start, end] = [this.#bytes[left], this.#bytes[right]];
      if (start === undefined || end === undefined) throw new Error(`Merge ${k / 2} of the vocabulary joins tokens that are not there.`);
      this.#joined.set(this.#pair(left, right), this.#bytes.length);
      this.#bytes.push(Uint8Array.of(...start, ...end));
    }
  }

  /** Different tokens, with those that stand for no text. */
  get size(): number {
    return SPECIALS + this.#bytes.length;
  }

  /** Characters (Unicode code points) that begin in a token; the first token of a text has the space in front of it, too. */
  charactersIn(token: number): number {
    return (this.#bytes[token - SPECIALS] ?? new Uint8Array()).reduce((count, byte) => count + ((byte & 0xc0) === 0x80 ? 0 : 1), 0);
  }

  /** Without start and end. */
  encode(text: string): number[] {
    return piecesOf(text).flatMap((piece) => this.#encodePiece(piece));
  }

  /** Leaves out padding, start and end. Bytes that are no UTF-8, as a model may make them, become U+FFFD. */
  decode(tokens: Iterable<number>): string {
    const decoder = this.createDecoder();
    return [...tokens].map((token) => decoder.add(token)).join('') + decoder.end();
  }

  /** Decodes tokens as they come; what is added up is what `decode` gives. */
  createDecoder(): { add(token: number): string; end(): string } {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let isFirst = true;
    const shown = (text: string) => {
      // The first piece begins with a space that is not the text's.
      const from = isFirst && text.startsWith(' ') ? 1 : 0;
      if (text !== '') isFirst = false;
      return text.slice(from);
    };
    return {
      add: (token) => shown(decoder.decode(this.#bytes[token - SPECIALS] ?? new Uint8Array(), { stream: true })),
      end: () => shown(decoder.decode()),
    };
  }

  toFile(): BytePairsFile {
    return { type: 'BYTE_PAIR', merges: [...this.#merges] };
  }

  #pair(left: number, right: number): number {
    return left * 2 ** 20 + right;
  }

  #encodePiece(piece: string): readonly number[] {
    const known = this.#remembered.get(piece);
    if (known !== undefined) return known;
    const tokens = [...this.#encoder.encode(piece)];
    while (this.#joinEarliest(tokens)) continue;
    const shifted = tokens.map((token) => token + SPECIALS);
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(piece, shifted);
    return shifted;
  }

  /** Joins every occurrence of the pair that was learned first; false where there is no pair to join. */
  #joinEarliest(tokens: number[]): boolean {
    let earliest = Infinity;
    for (let k = 1; k < tokens.length; k += 1) earliest = Math.min(earliest, this.#joined.get(this.#pair(tokens[k - 1] ?? 0, tokens[k] ?? 0)) ?? Infinity);
    if (earliest === Infinity) return false;
    let length = 0;
    for (let k = 0; k < tokens.length; k += 1) {
      const token = tokens[k] ?? 0;
      const isPair = k + 1 < tokens.length && this.#joined.get(this.#pair(token, tokens[k + 1] ?? 0)) === earliest;
      tokens[length++] = isPair ? earliest : token;
      if (isPair) k += 1;
    }
    tokens.length = length;
    return true;
  }
}

/** Learns a vocabulary of at most `size` tokens from the pieces of texts; see `countPieces`. */
export function learnTokenizer(counts: ReadonlyMap<string, number>, size: number): BytePairTokenizer {
  if (size < SMALLEST_VOCABULARY) throw new Error(`A byte-pair vocabulary has at least ${SMALLEST_VOCABULARY} tokens, not ${size}.`);
  return new BytePairTokenizer({ merges: learnBytePairs(counts, size - SMALLEST_VOCABULARY) });
}
