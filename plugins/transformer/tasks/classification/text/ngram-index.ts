import type { PairTable } from '../../../text/pair-table.ts';

/** Numbers the n-grams of texts: tokens by themselves, then the pairs of neighbours that were learned. */
export class NgramIndex {
  readonly tokens: number;
  readonly pairs: PairTable;
  /** By n-gram: the last text in which it was met. */
  readonly #met: Int32Array;
  #text = 0;

  /** @param tokens  different tokens */
  constructor(tokens: number, pairs: PairTable) {
    this.tokens = tokens;
    this.pairs = pairs;
    this.#met = new Int32Array(tokens + pairs.size);
  }

  get size(): number {
    return this.tokens + this.pairs.size;
  }

  /** Tells each n-gram of a text once, and the place of its (first) token. */
  each(tokens: ArrayLike<number>, tell: (ngram: number, place: number) => void): void {
    this.#text = (this.#text + 1) | 0;
    for (let place = 0; place < tokens.length; place++) {
      const token = tokens[place] ?? 0;
      this.#once(token, place, tell);
      if (place + 1 === tokens.length) continue;
      const pair = this.pairs.find(token, tokens[place + 1] ?? 0);
      if (pair >= 0) this.#once(this.tokens + pair, place, tell);
    }
  }

  #once(ngram: number, place: number, tell: (ngram: number, place: number) => void): void {
    if (this.#met[ngram] === this.#text) return;
    this.#met[ngram] = this.#text;
    tell(ngram, place);
  }
}
