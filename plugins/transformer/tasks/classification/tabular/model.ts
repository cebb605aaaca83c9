import type { Tensor, TensorFlow } from 'flywheel/plugin';
import type { Network, Pass } from '../../../layers/network.ts';
import { createClassTokenEncoder } from '../class-token-encoder.ts';
import type { CodedRows, ColumnCoder } from './columns.ts';
import type { TabularSettings } from './settings.ts';

export interface ModelShape extends Pick<TabularSettings, 'layers' | 'heads' | 'modelSize' | 'feedForwardSize'> {
  readonly classes: number;
}

/** Rows as tensors: `ranks`, `amounts` and `missing` [n, numbers] where there are numbers, `categories` int32 [n, categories] where there are any. */
export type RowTensors = { readonly ranks?: Tensor; readonly amounts?: Tensor; readonly missing?: Tensor; readonly categories?: Tensor };

/** Rows → logits [n, classes]. */
export type FeatureTransformer = (rows: RowTensors, pass: Pass) => Tensor;

/**
 * FT-Transformer (Gorishniy et al. 2021): a token for each column and a class token. A number's token is a direction
 * times its quantile (as a normal deviate), plus one times its standardized amount, plus an offset; in place of both a
 * missing number has a vector of its own. A category's token is the vector of its value, one of them for missing and one for
 * unknown values, plus an offset of the column.
 */
export function createFeatureTransformer(network: Network, coder: ColumnCoder, shape: ModelShape, dropout: number): FeatureTransformer {
  const { tf, weights } = network;
  const { modelSize: size } = shape;
  const numbers = coder.codes.numbers.length;
  const categories = coder.codes.categories.length;
  const deviation = 1 / Math.sqrt(size);
  const ofNumbers = numbers === 0 ? undefined : {
    ranks: weights.normal('numbers/ranks', [numbers, size], deviation),
    amounts: weights.normal('numbers/amounts', [numbers, size], deviation),
    missing: weights.zeros('numbers/missing', [numbers, size]),
    offsets: weights.normal('numbers/offsets', [numbers, size], deviation),
  };
  const ofCategories = categories === 0 ? undefined : {
    values: weights.normal('categories/values', [coder.categoryRows, size], deviation),
    offsets: weights.normal('categories/offsets', [categories, size], deviation),
  };
  const encode = createClassTokenEncoder(network, { ...shape, dropout });
  return (rows, pass) => {
    const tokens: Tensor[] = [];
    if (ofNumbers && rows.ranks && rows.amounts && rows.missing) {
      const spread = (x: Tensor, along: Tensor) => tf.mul(tf.expandDims(x, -1), along);
      const amounts = tf.add(spread(rows.ranks, ofNumbers.ranks), spread(rows.amounts, ofNumbers.amounts));
      tokens.push(tf.add(tf.add(amounts, spread(rows.missing, ofNumbers.missing)), ofNumbers.offsets));
    }
    if (ofCategories && rows.categories) {
      const [n = 0] = rows.categories.shape;
      tokens.push(tf.add(tf.reshape(tf.gather(ofCategories.values, tf.reshape(rows.categories, [-1])), [n, categories, size]), ofCategories.offsets));
    }
    return encode(tokens.length === 1 && tokens[0] ? tokens[0] : tf.concat(tokens, 1), pass);
  };
}

/** Moves coded rows into tensors, which the caller's tidy owns. */
export function rowTensors(tf: TensorFlow, { codes }: ColumnCoder, { count, ranks, amounts, missing, categories }: CodedRows): RowTensors {
  const wide = (values: Float32Array) => tf.tensor2d(values, [count, codes.numbers.length]);
  return {
    ...(codes.numbers.length > 0 ? { ranks: wide(ranks), amounts: wide(amounts), missing: wide(missing) } : {}),
    ...(codes.categories.length > 0 ? { categories: tf.tensor2d(categories, [count, codes.categories.length], 'int32') } : {}),
  };
}
