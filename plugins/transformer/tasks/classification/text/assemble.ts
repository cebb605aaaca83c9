import type { NgramIndex } from './ngram-index.ts';

/** Lengths that batches are filled up to: few, so that few graphs serve all, and near each other, so that little is padding. */
const LENGTHS = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 1024, 1536, 2048, 3072, 4096];

/** The least of the lengths that holds `tokens`. */
export const paddedLength = (tokens: number): number => LENGTHS.find((length) => length >= tokens) ?? tokens;

/** What is left out of texts while training. */
export interface TokenDropout {
  /** Share of the places that are taken out of a text as if they were not there. */
  readonly places: number;
  /** Share of the n-grams at the places that are left which get lost. */
  readonly ngrams: number;
  /** Uniform in [0, 1). */
  readonly draw: () => number;
}

/**
 * Texts as numbers, rows × length each, row by row. A weight of 0 stands where there is no n-gram; the weight of another
 * is its scale, over the share of them that training keeps.
 */
export interface Assembled {
  readonly rows: number;
  readonly length: number;
  /** 1 where a text has a token, 0 for padding. */
  readonly mask: Float32Array;
  readonly tokens: Int32Array;
  readonly tokenWeights: Float32Array;
  /** Pairs at the place of their left token, where they first occur. */
  readonly pairs: Int32Array;
  readonly pairWeights: Float32Array;
  /** For the bag of n-grams, in which every n-gram counts once: the weights are over 4 · √(tokens), too. */
  readonly bagTokenWeights: Float32Array;
  readonly bagPairWeights: Float32Array;
}

export interface AssembleOptions {
  readonly index: NgramIndex;
  /** By n-gram; 1 for all where it is absent. */
  readonly scales?: Float32Array | undefined;
  /** Pairs, the most frequent, that the Transformer has embeddings of; all others weigh nothing there. */
  readonly embeddedPairs: number;
  readonly dropout?: TokenDropout | undefined;
}

/** @param texts  tokens, at least one each */
export function assemble(texts: readonly ArrayLike<number>[], { index, scales, embeddedPairs, dropout }: AssembleOptions): Assembled {
  const kept = texts.map((text) => keptPlaces(text.length, dropout));
  const length = paddedLength(kept.reduce((most, places) => Math.max(most, places.count), 1));
  const batch = emptyBatch(texts.length, length);
  const keptShare = 1 - (dropout?.places ?? 0);
  const whole = 1 / (1 - (dropout?.ngrams ?? 0));
  const weight = (ngram: number) => (dropout !== undefined && dropout.draw() < dropout.ngrams ? 0 : whole * (scales?.[ngram] ?? 1));

  texts.forEach((text, row) => {
    const { to, count } = kept[row] ?? { to: [], count: 0 };
    const start = row * length;
    // A text of n tokens has n · keptShare here, and sums of that share: in the mean the same number as without dropout.
    const bagScale = 1 / (4 * Math.sqrt(text.length) * keptShare);
    for (let place = 0; place < text.length; place++) {
      const at = to[place] ?? -1;
      if (at < 0) continue;
      const token = text[place] ?? 0;
      batch.mask[start + at] = 1;
      batch.tokens[start + at] = token;
      batch.tokenWeights[start + at] = weight(token);
    }
    index.each(text, (ngram, place) => {
      const at = to[place] ?? -1;
      if (at < 0) return;
      if (ngram < index.tokens) {
        batch.bagTokenWeights[start + at] = weight(ngram) * bagScale;
        return;
      }
      const own = weight(ngram);
      const pair = ngram - index.tokens;
      batch.pairs[start + at] = pair;
      batch.pairWeights[start + at] = pair < embeddedPairs ? own : 0;
      batch.bagPairWeights[start + at] = own * bagScale;
    });
    if (count === 0) throw new Error('A text without tokens cannot be assembled.');
  });
  return batch;
}

/** Where each place of a text goes, −1 for those that are left out. One at least is kept. */
function keptPlaces(length: number, dropout: TokenDropout | undefined): { to: Int32Array; count: number } {
  const to = new Int32Array(length);
  let count = 0;
  for (let place = 0; place < length; place++) to[place] = dropout !== undefined && dropout.draw() < dropout.places ? -1 : count++;
  if (count > 0 || length === 0 || dropout === undefined) return { to, count };
  to[Math.floor(dropout.draw() * length)] = 0;
  return { to, count: 1 };
}

function emptyBatch(rows: number, length: number): Assembled {
  const numbers = () => new Float32Array(rows * length);
  const tokens = () => new Int32Array(rows * length);
  return { rows, length, mask: numbers(), tokens: tokens(), tokenWeights: numbers(), pairs: tokens(), pairWeights: numbers(), bagTokenWeights: numbers(), bagPairWeights: numbers() };
}
