import type { ModelFile, NamedTensors, TensorFlow, TrainContext } from 'flywheel/plugin';
import { inferencePass } from '../../../layers/network.ts';
import { Weights } from '../../../layers/weights.ts';
import { modelFiles } from '../../../model-files.ts';
import type { PublishedTokenizer } from '../../../text/tokenizer.ts';
import { PAIRS_FILE, type ModelDescription } from './description.ts';
import { createTextModel, embeddedPairs, SHARES, type ModelShape, type TextModel } from './model.ts';
import type { NgramIndex } from './ngram-index.ts';
import { scaledTables } from './scaled-tables.ts';

type Context = Pick<TrainContext, 'tf' | 'nn' | 'exportGraph'>;

export interface Trained {
  readonly shape: ModelShape;
  readonly weights: Weights;
  readonly tokenizer: PublishedTokenizer;
  readonly index: NgramIndex;
  readonly scales: Float32Array;
  readonly description: ModelDescription;
}

/**
 * The published files: beside the model's own the vocabulary, a line for each token from 2, and `pairs.bin`, see
 * `PairTable.toBytes`. N-grams are published with their scales multiplied in.
 */
export function publishedFiles({ tf, nn, exportGraph }: Context, { shape, weights, tokenizer, index, scales, description }: Trained): ModelFile[] {
  const published = new Weights(tf);
  const model = createTextModel({ tf, nn, weights: published }, shape);
  tf.tidy(() => published.assign(scaledTables(tf, Object.fromEntries(weights.all), index, scales)));
  const { run, example } = graphOf(tf, model, published, index, description.settings.maxLength);
  try {
    return [...modelFiles(exportGraph, published, description, { run, example }), ...tokenizer.files, { path: PAIRS_FILE, bytes: index.pairs.toBytes() }];
  } finally {
    tf.dispose(example);
    published.dispose();
  }
}

/**
 * One text of at most `length` tokens, int32 [1, length] each: `tokens` (0 is padding), `pairs` (number of the pair that
 * begins here and was not before, from 1; 0 is none) and `first` (1 where the token was not before). Gives `logits` [1, classes].
 */
function graphOf(tf: TensorFlow, model: TextModel, weights: Weights, index: NgramIndex, length: number) {
  const example = { tokens: tf.ones([1, length], 'int32'), pairs: tf.zeros([1, length], 'int32'), first: tf.ones([1, length], 'int32') };
  const run = ({ tokens = example.tokens, pairs = example.pairs, first = example.first }: NamedTensors): NamedTensors => {
    const mask = tf.cast(tf.greater(tokens, 0), 'float32');
    const isPair = tf.cast(tf.greater(pairs, 0), 'float32');
    const isEmbedded = tf.cast(tf.lessEqual(pairs, tf.scalar(embeddedPairs(index.pairs.size), 'int32')), 'float32');
    const bagScale = tf.div(0.25, tf.sqrt(tf.sum(mask, 1, true)));
    const { transformer, ngrams } = model({
      mask, tokens, tokenWeights: mask, pairs: tf.maximum(tf.sub(pairs, tf.scalar(1, 'int32')), tf.scalar(0, 'int32')), pairWeights: tf.mul(isPair, isEmbedded),
      bagTokenWeights: tf.mul(tf.cast(first, 'float32'), bagScale), bagPairWeights: tf.mul(isPair, bagScale),
    }, inferencePass);
    const shares = weights.all.get(SHARES);
    if (ngrams === undefined || shares === undefined) return { logits: transformer };
    return { logits: tf.add(tf.mul(transformer, tf.slice(shares, 0, 1)), tf.mul(ngrams, tf.slice(shares, 1, 1))) };
  };
  return { run, example };
}
