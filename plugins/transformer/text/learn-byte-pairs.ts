import { PairQueue } from './pair-queue.ts';

/** Tokens of single bytes; token 256 is the first merged pair. */
export const BYTES = 256;
/** More tokens than any vocabulary has: a pair is left × RADIX + right. */
const RADIX = 2 ** 20;

interface Word {
  readonly tokens: number[];
  readonly count: number;
}

/**
 * Byte-pair encoding (Sennrich, Haddow & Birch 2016) on the bytes of UTF-8: joins the most frequent pair of neighbours, of
 * equally frequent ones the one of older tokens, until there are `merges` pairs or none stands twice. Counts are kept up to date pair
 * by pair: 29,000 sentence pairs and 7,700 merges take about a second.
 *
 * @param counts  how often each piece of text occurs; see `countPieces`
 * @returns left and right token of every merge, one after the other
 */
export function learnBytePairs(counts: ReadonlyMap<string, number>, merges: number): number[] {
  const encoder = new TextEncoder();
  const words: Word[] = [...counts].map(([piece, count]) => ({ tokens: [...encoder.encode(piece)], count }));
  const table = new PairTable(words);
  const learned: number[] = [];
  while (learned.length < 2 * merges) {
    const pair = table.takeMostFrequent();
    if (pair === undefined) break;
    const [left, right] = [Math.floor(pair / RADIX), pair % RADIX];
    table.join(pair, left, right, BYTES + learned.length / 2);
    learned.push(left, right);
  }
  return learned;
}

/** How often each pair stands in all words, and in which words. */
class PairTable {
  readonly #words: readonly Word[];
  readonly #counts = new Map<number, number>();
  /** Words that have had the pair, and mostly still have it. */
  readonly #places = new Map<number, Set<number>>();
  readonly #queue = new PairQueue();
  /** Pairs whose counts have changed since they were queued. */
  readonly #changed = new Set<number>();

  constructor(words: readonly Word[]) {
    this.#words = words;
    words.forEach(({ tokens, count }, index) => {
      for (let k = 1; k < tokens.length; k += 1) this.#add(tokens[k - 1], tokens[k], count, index);
    });
    this.#queueChanged();
  }

  /** A pair that stands at least twice, for the last time. */
  takeMostFrequent(): number | undefined {
    for (let entry = this.#queue.pop(); entry !== undefined; entry = this.#queue.pop()) {
      // Entries of former counts are still in the queue.
      if (this.#counts.get(entry.pair) !== entry.count) continue;
      return entry.count >= 2 ? entry.pair : undefined;
    }
    return undefined;
  }

  join(pair: number, left: number, right: number, joined: number): void {
    for (const index of this.#places.get(pair) ?? []) this.#joinWithin(index, left, right, joined);
    this.#places.delete(pair);
    this.#counts.delete(pair);
    this.#changed.delete(pair);
    this.#queueChanged();
  }

  /** From left to right; what stood around a joined pair now stands beside the new token. */
  #joinWithin(index: number, left: number, right: number, joined: number): void {
    const word = this.#words[index];
    if (word === undefined) return;
    const { tokens, count } = word;
    let length = 0;
    for (let k = 0; k < tokens.length; k += 1) {
      const token = tokens[k];
      if (token !== left || tokens[k + 1] !== right) {
        tokens[length++] = token ?? 0;
        continue;
      }
      const before = length > 0 ? tokens[length - 1] : undefined;
      const after = tokens[k + 2];
      this.#add(left, right, -count, index);
      this.#add(before, left, -count, index);
      this.#add(right, after, -count, index);
      this.#add(before, joined, count, index);
      this.#add(joined, after, count, index);
      tokens[length++] = joined;
      k += 1;
    }
    tokens.length = length;
  }

  #add(left: number | undefined, right: number | undefined, count: number, index: number): void {
    if (left === undefined || right === undefined) return;
    const pair = left * RADIX + right;
    this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + count);
    this.#changed.add(pair);
    if (count < 0) return;
    const places = this.#places.get(pair);
    if (places) places.add(index);
    else this.#places.set(pair, new Set([index]));
  }

  #queueChanged(): void {
    for (const pair of this.#changed) {
      const count = this.#counts.get(pair) ?? 0;
      if (count > 0) this.#queue.push({ pair, count });
      else {
        this.#counts.delete(pair);
        this.#places.delete(pair);
      }
    }
    this.#changed.clear();
  }
}
