import { defineScorer, type Scorer } from 'flywheel/plugin';
import { type Corpus, readCorpus } from './corpus.ts';
import type { Evaluator } from './evaluate.ts';
import type { TextTokenizer } from './tokenizer.ts';

/** Scores the texts of a split, or the pieces of one text: what their tokens cost, ends of texts included. */
export function textScorer(evaluator: Evaluator, tokenizer: TextTokenizer): Scorer<'TEXT'> {
  return defineScorer<'TEXT', 'nats' | 'tokens' | 'characters'>({
    statistics: ['nats', 'tokens', 'characters'],
    metrics: [
      { name: 'bits_per_character', better: 'LOWER', of: ({ nats, characters }) => nats / Math.LN2 / characters },
      { name: 'loss', better: 'LOWER', of: ({ nats, tokens }) => nats / tokens },
      { name: 'perplexity', better: 'LOWER', of: ({ nats, tokens }) => Math.exp(nats / tokens) },
    ],
    async *score({ data, split, signal }) {
      const corpus = await readCorpus(data, split, tokenizer);
      const sums = new SampleSums(corpus, tokenizer);
      for await (const { tokens, nats } of evaluator.costs(corpus, signal)) {
        tokens.forEach((token, k) => sums.add(token, nats[k] ?? NaN));
        yield sums.take(sums.current);
      }
      yield sums.take(corpus.starts.length);
    },
  });
}

/** What the tokens of each sample cost together. Tokens come in their order, so that a sample is done when a later one has begun. */
class SampleSums {
  readonly #corpus: Corpus;
  readonly #tokenizer: TextTokenizer;
  readonly #nats: Float64Array;
  readonly #tokens: Float64Array;
  #taken = 0;
  /** The sample that the last token was of. */
  current = 0;

  constructor(corpus: Corpus, tokenizer: TextTokenizer) {
    this.#corpus = corpus;
    this.#tokenizer = tokenizer;
    this.#nats = new Float64Array(corpus.starts.length);
    this.#tokens = new Float64Array(corpus.starts.length);
  }

  add(token: number, nats: number): void {
    const { starts } = this.#corpus;
    while (token >= (starts[this.current + 1] ?? Infinity)) this.current += 1;
    this.#nats[this.current] = (this.#nats[this.current] ?? 0) + nats;
    this.#tokens[this.current] = (this.#tokens[this.current] ?? 0) + 1;
  }

  /** The sums of the samples before `end` that were not taken yet. */
  take(end: number): { positions: number[]; values: number[] } {
    const positions = Array.from({ length: end - this.#taken }, (_, k) => this.#taken + k);
    this.#taken = end;
    return { positions, values: positions.flatMap((sample) => [this.#nats[sample] ?? 0, this.#tokens[sample] ?? 0, this.#charactersOf(sample)]) };
  }

  /** Those that were told: unknown ones were not, nor those of the first token of one text. */
  #charactersOf(sample: number): number {
    const { tokens, starts, lengths } = this.#corpus;
    const { unknown, lead } = this.#tokenizer;
    const [start = 0, end = tokens.length] = [starts[sample], starts[sample + 1]];
    let untold = start === 0 && tokens[0] !== unknown ? this.#tokenizer.charactersIn(tokens[0] ?? 0) - lead : 0;
    for (let token = start; token < end; token += 1) if (tokens[token] === unknown) untold += 1;
    return Math.max(0, (lengths[sample] ?? 0) - untold);
  }
}
