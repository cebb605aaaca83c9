import type { Dataset } from 'flywheel/plugin';
import { PADDING, START, type BytePairTokenizer } from '../../text/byte-pair.ts';
import type { Bucket } from './buckets.ts';
import { encodeText, type TokenPair } from './corpus.ts';

const READ_AT_ONCE = 512;

/** Pairs of one bucket as rows × length tokens each; PADDING fills rows that are shorter or empty. */
export interface PackedBatch {
  readonly rows: number;
  readonly length: number;
  readonly sources: Int32Array;
  /** What the decoder sees: START and the translation without its last token. */
  readonly inputs: Int32Array;
  /** What it is to say at each place. */
  readonly targets: Int32Array;
}

export interface PackOptions {
  readonly tokenizer: BytePairTokenizer;
  readonly buckets: readonly Bucket[];
  readonly maxLength: number;
  readonly shuffle: { readonly seed: number; readonly epoch: number };
  /** Batches to leave out. */
  readonly from: number;
}

/**
 * The batches of an epoch: pairs in the shuffled order fill the bucket of their length, and a full bucket is a batch. At
 * the end what is left goes on to the next longer bucket. The order depends on seed and epoch alone.
 */
export async function* packedBatches(data: Dataset<'TEXT_PAIR'>, { tokenizer, buckets, maxLength, shuffle, from }: PackOptions): AsyncGenerator<PackedBatch, void, void> {
  let left = from;
  for await (const { pairs, bucket } of filled(data, { tokenizer, buckets, maxLength, shuffle })) {
    if (left > 0) left -= 1;
    else yield pack(pairs, bucket);
  }
}

interface Filled {
  readonly pairs: readonly TokenPair[];
  readonly bucket: Bucket;
}

async function* filled(data: Dataset<'TEXT_PAIR'>, { tokenizer, buckets, maxLength, shuffle }: Omit<PackOptions, 'from'>): AsyncGenerator<Filled, void, void> {
  const waiting = buckets.map((bucket) => ({ bucket, pairs: new Array<TokenPair>() }));
  for await (const { sources, targets } of data.batches({ split: 'TRAIN', size: READ_AT_ONCE, shuffle })) {
    for (const [k, text] of sources.entries()) {
      const pair = { source: encodeText(tokenizer, text, maxLength), target: encodeText(tokenizer, targets[k] ?? '', maxLength) };
      const place = waiting.find(({ bucket }) => pair.source.length <= bucket.length && pair.target.length <= bucket.length);
      if (place === undefined) throw new Error('A pair of the training split is longer than the longest that was measured.');
      place.pairs.push(pair);
      if (place.pairs.length === place.bucket.rows) yield { bucket: place.bucket, pairs: place.pairs.splice(0) };
    }
  }
  let over: TokenPair[] = [];
  for (const { bucket, pairs } of waiting) {
    over = [...over, ...pairs];
    while (over.length >= bucket.rows) yield { bucket, pairs: over.splice(0, bucket.rows) };
  }
  const last = buckets.at(-1);
  if (over.length > 0 && last) yield { bucket: last, pairs: over };
}

/** @param pairs at most `rows`, each side at most `length` tokens */
export function pack(pairs: readonly TokenPair[], { rows, length }: Bucket): PackedBatch {
  const [sources, inputs, targets] = [0, 1, 2].map(() => new Int32Array(rows * length).fill(PADDING));
  if (!sources || !inputs || !targets) throw new Error('A batch has three parts.');
  pairs.forEach(({ source, target }, row) => {
    sources.set(source, row * length);
    inputs.set([START, ...target.slice(0, -1)], row * length);
    targets.set(target, row * length);
  });
  return { rows, length, sources, inputs, targets };
}
