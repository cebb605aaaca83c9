import type { Tensor } from 'flywheel/plugin';
import type { Settings } from '../../../hyperparameters.ts';
import { createDense } from '../../../layers/dense.ts';
import { createEncoderLayer } from '../../../layers/encoder-layer.ts';
import type { Network, Pass } from '../../../layers/network.ts';
import { createNgramHead } from './ngram-head.ts';

/** Of layer normalization: embeddings begin near 0, where 1e-5 would blow up what is noise. */
const EPSILON = 0.1;
/** What tokens' embeddings begin as; pairs begin at 0. */
const DEVIATION = 0.3;
/** Share of what the pooling gives that is set to 0 while training. */
const POOLED_DROPOUT = 0.5;
const HIDDEN = -1e9;
/** [2]: what the logits of both halves are multiplied with; found on the validation split, see `fitShares`. */
export const SHARES = 'shares';

/** A batch of assembled texts as tensors, rows × length each; see `Assembled`. */
export type TextTensors = Readonly<Record<'mask' | 'tokens' | 'tokenWeights' | 'pairs' | 'pairWeights' | 'bagTokenWeights' | 'bagPairWeights', Tensor>>;

/** Pairs that have embeddings, the most frequent: with 360,000 the Transformer is no better on film reviews than with these. */
const MOST_EMBEDDED = 100_000;

/** Of so many pairs those that have embeddings; the n-gram head knows them all. */
export const embeddedPairs = (pairs: number): number => Math.min(MOST_EMBEDDED, pairs);

export interface ModelShape {
  readonly tokens: number;
  readonly pairs: number;
  readonly classes: number;
  /** Numbers for each n-gram, where they are an earlier model's; else they follow from the classes. */
  readonly ngramSize?: number | undefined;
  readonly settings: Pick<Settings, 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'dropout' | 'ngramHead'>;
}

/** Logits of both halves, [rows, classes]; what the model says is their sum, each times its share. */
export interface Halves {
  readonly transformer: Tensor;
  /** Absent where the model has no n-gram head. */
  readonly ngrams?: Tensor;
}

export type TextModel = (texts: TextTensors, pass: Pass) => Halves;

/**
 * A Transformer encoder on tokens and pairs of neighbours, without positions (pairs tell the order), pooled by attention,
 * maximum and mean; and beside it a linear model of n-grams.
 */
export function createTextModel(network: Network, shape: ModelShape): TextModel {
  const { tf, weights } = network;
  const { layers, heads, modelSize: size, feedForwardSize, dropout, ngramHead } = shape.settings;
  const tokenTable = weights.normal('embedding/tokens', [shape.tokens, size], DEVIATION);
  const pairRows = Math.max(1, embeddedPairs(shape.pairs));
  const pairTable = weights.zeros('embedding/pairs', [pairRows, size]);
  const blocks = Array.from({ length: layers }, (_, k) => createEncoderLayer(network, `encoder/${k}`, { size, heads, feedForwardSize, dropout, epsilon: EPSILON }));
  const attentionOf = createDense(network, 'pooling/attention', size, 1);
  const classify = createDense(network, 'pooling/classes', 3 * size, shape.classes);
  if (ngramHead) weights.zeros(SHARES, [2]);
  const ngramsOf = ngramHead ? createNgramHead(network, shape) : undefined;

  const embed = ({ tokens, tokenWeights, pairs, pairWeights }: TextTensors) =>
    tf.add(tf.mul(tf.gather(tokenTable, tokens), tf.expandDims(tokenWeights, 2)), tf.mul(tf.gather(pairTable, tf.minimum(pairs, tf.scalar(pairRows - 1, 'int32'))), tf.expandDims(pairWeights, 2)));

  return (texts, pass) => {
    const { mask } = texts;
    const [rows = 0, length = 0] = mask.shape;
    const hidden = tf.mul(tf.sub(1, mask), HIDDEN);
    const keys = tf.reshape(hidden, [rows, 1, 1, length]);
    const encoded = blocks.reduce((x, block) => block(x, keys, pass), embed(texts));

    const attention = tf.softmax(tf.add(tf.reshape(attentionOf(encoded), [rows, length]), hidden));
    const shares = tf.stack([attention, tf.div(mask, tf.sum(mask, 1, true))], 1);
    const pooled = tf.reshape(tf.matMul(shares, encoded), [rows, 2 * size]);
    const highest = tf.max(tf.add(encoded, tf.expandDims(hidden, 2)), 1);
    const transformer = classify(pass.dropout(tf.concat([pooled, highest], 1), POOLED_DROPOUT));
    return { transformer, ...(ngramsOf ? { ngrams: ngramsOf(texts) } : {}) };
  };
}
