import type { Tensor, Variable } from 'flywheel/plugin';
import type { Network } from '../../../layers/network.ts';
import type { Weights } from '../../../layers/weights.ts';
import type { LogCountRatios } from './log-count-ratios.ts';
import type { ModelShape, TextTensors } from './model.ts';

/** Numbers for each n-gram at least: those beyond the classes let n-grams share what they learn. */
const SMALLEST_SIZE = 8;
/** Share of naive Bayes' ratios that the head begins with. */
const RATIO = 0.3;
/** What the other numbers of tokens begin as. */
const DEVIATION = 0.05;

export const NGRAM_TOKENS = 'ngrams/tokens';
export const NGRAM_PAIRS = 'ngrams/pairs';
export const NGRAM_CLASSES = 'ngrams';
const KERNEL = `${NGRAM_CLASSES}/kernel`;

/** Numbers for each n-gram. */
export const ngramSizeOf = ({ classes, ngramSize }: Pick<ModelShape, 'classes' | 'ngramSize'>): number => ngramSize ?? Math.max(SMALLEST_SIZE, classes);

/** A linear model of the n-grams in a text, each counted once: no Transformer, and on short trainings the better half. */
export function createNgramHead({ tf, weights }: Network, shape: ModelShape): (texts: TextTensors) => Tensor {
  const { tokens, pairs, classes } = shape;
  const size = ngramSizeOf(shape);
  const tokenTable = weights.normal(NGRAM_TOKENS, [tokens, size], DEVIATION);
  const pairTable = weights.zeros(NGRAM_PAIRS, [Math.max(1, pairs), size]);
  const kernel = weights.normal(KERNEL, [size, classes], RATIO / Math.sqrt(size));
  const bias = weights.zeros('ngrams/bias', [classes]);
  const sum = (table: Tensor, places: Tensor, shares: Tensor) => tf.matMul(tf.expandDims(shares, 1), tf.gather(table, places));
  return ({ tokens: tokenPlaces, bagTokenWeights, pairs: pairPlaces, bagPairWeights }) => {
    const bag = tf.add(sum(tokenTable, tokenPlaces, bagTokenWeights), sum(pairTable, pairPlaces, bagPairWeights));
    return tf.add(tf.matMul(tf.reshape(bag, [-1, size]), kernel), bias);
  };
}

/** Makes a new head say what naive Bayes says: number k of an n-gram is its ratio for class k, over its scale. */
export function startFromRatios({ tf, weights }: Network, shape: ModelShape, { ratios, scales }: LogCountRatios): void {
  const { tokens, pairs, classes } = shape;
  const size = ngramSizeOf(shape);
  const all = tokens + pairs;
  const start = (from: number, rows: number) => {
    const values = new Float32Array(rows * classes);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < classes; k++) values[row * classes + k] = ((RATIO / (classes === 2 ? 2 : 1)) * (ratios[k * all + from + row] ?? 0)) / (scales[from + row] ?? 1);
    }
    return tf.tensor2d(values, [rows, classes]);
  };
  tf.tidy(() => {
    const kernel = named(weights, KERNEL);
    kernel.assign(tf.concat([tf.eye(classes), tf.slice(kernel, [classes, 0])], 0));
    for (const [name, from, rows] of [[NGRAM_TOKENS, 0, tokens], [NGRAM_PAIRS, tokens, pairs]] as const) {
      const table = named(weights, name);
      if (rows > 0) table.assign(size === classes ? start(from, rows) : tf.concat([start(from, rows), tf.slice(table, [0, classes])], 1));
    }
  });
}

function named(weights: Weights, name: string): Variable {
  const variable = weights.all.get(name);
  if (variable === undefined) throw new Error(`The model has no ${name}.`);
  return variable;
}
