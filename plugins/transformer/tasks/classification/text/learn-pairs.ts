import { UNKNOWN } from '../../../text/vocabulary.ts';
import { PairTable } from '../../../text/pair-table.ts';
import type { TokenStore } from './token-store.ts';

/** A pair that stands in one text alone says nothing of others. */
const LEAST_TEXTS = 2;
/** Different pairs that are counted at the same time; rare ones are forgotten beyond. */
const MOST_COUNTED = 8_000_000;

/**
 * Neighbouring tokens that stand in most texts, at most `most` pairs, the most frequent first (of equally frequent ones
 * the one that occurs first). Pairs with an unknown token are none.
 */
export function learnPairs(texts: TokenStore, most: number): PairTable {
  let counted = new PairCounts();
  for (let text = 0; text < texts.count; text++) {
    const tokens = texts.tokensOf(text);
    for (let k = 1; k < tokens.length; k++) {
      const [left = 0, right = 0] = [tokens[k - 1], tokens[k]];
      if (left > UNKNOWN && right > UNKNOWN) counted.add(left, right, text);
    }
    for (let least = 2; counted.size > MOST_COUNTED; least++) counted = counted.without(least);
  }
  return counted.mostFrequent(most, LEAST_TEXTS);
}

class PairCounts {
  readonly #table = new PairTable(1 << 16);
  /** By the pair's number: texts that hold it, and the last of them. */
  readonly #texts: number[] = [];
  readonly #last: number[] = [];

  get size(): number {
    return this.#table.size;
  }

  add(left: number, right: number, text: number, texts = 1): void {
    const pair = this.#table.add(left, right);
    if (this.#last[pair] === text) return;
    this.#last[pair] = text;
    this.#texts[pair] = (this.#texts[pair] ?? 0) + texts;
  }

  /** Those that stand in at least `least` texts. */
  without(least: number): PairCounts {
    const kept = new PairCounts();
    this.#texts.forEach((texts, pair) => {
      if (texts >= least) kept.add(...this.#table.at(pair), this.#last[pair] ?? -1, texts);
    });
    return kept;
  }

  mostFrequent(most: number, least: number): PairTable {
    const texts = (pair: number) => this.#texts[pair] ?? 0;
    const pairs = Array.from({ length: this.size }, (_, pair) => pair).filter((pair) => texts(pair) >= least);
    pairs.sort((a, b) => texts(b) - texts(a) || a - b);
    const kept = new PairTable(Math.max(1, Math.min(most, pairs.length)));
    for (const pair of pairs.slice(0, most)) kept.add(...this.#table.at(pair));
    return kept;
  }
}
