import type { Scalar } from '@tensorflow/tfjs';
import type { Tensor, Variable } from 'flywheel/plugin';
import { attentionOf } from './attention.ts';
import { dense, variablesOf, type Layer } from './layers.ts';
import { ALL_PASSES, parameterCount, product, type BenchModel } from './model.ts';
import { geluOf } from './pointwise.ts';
import { createWeights } from './weights.ts';

const N = 32;
const LENGTH = 200;
const WORDS = 20_000;
const SIZE = 128;
const HEADS = 4;
const HEAD_SIZE = SIZE / HEADS;
const WIDE = 256;
const CLASSES = 2;
const BLOCKS = 2;
const ROWS = N * LENGTH;

const blockFlops =
  product(ROWS, SIZE, 3 * SIZE, ALL_PASSES) +
  // Every query with every key, then the values' means.
  2 * product(N * HEADS * LENGTH, HEAD_SIZE, LENGTH, ALL_PASSES) +
  product(ROWS, SIZE, SIZE, ALL_PASSES) +
  2 * product(ROWS, SIZE, WIDE, ALL_PASSES);

interface Norm {
  readonly scale: Variable;
  readonly shift: Variable;
}

interface Block {
  readonly norm1: Norm;
  /** Queries, keys and values in one product; columns are [3, HEADS, HEAD_SIZE]. */
  readonly attend: Layer;
  readonly join: Layer;
  readonly norm2: Norm;
  readonly widen: Layer;
  readonly narrow: Layer;
}

/** Text classifier with two pre-norm Transformer blocks: 20,000 words, length 200, 32 texts a batch. */
export const transformer: BenchModel = {
  name: 'transformer',
  flops: BLOCKS * blockFlops + product(N, SIZE, CLASSES, ALL_PASSES),
  build({ tf, nn, createOptimizer }, random) {
    const { glorot, embedding, zeros, ones } = createWeights(tf, random);
    const layer = (shape: readonly number[], outputs: number, as = shape): Layer => ({ kernel: glorot(shape, as), bias: zeros([outputs]) });
    const norm = (): Norm => ({ scale: ones([SIZE]), shift: zeros([SIZE]) });
    const words = embedding([WORDS, SIZE]);
    const places = embedding([LENGTH, SIZE]);
    const blocks = Array.from({ length: BLOCKS }, (): Block => ({
      norm1: norm(),
      attend: layer([SIZE, 3 * SIZE], 3 * SIZE, [SIZE, HEADS, HEAD_SIZE]),
      join: layer([SIZE, SIZE], SIZE, [HEADS, HEAD_SIZE, SIZE]),
      norm2: norm(),
      widen: layer([SIZE, WIDE], WIDE),
      narrow: layer([WIDE, SIZE], SIZE),
    }));
    const classify = layer([SIZE, CLASSES], CLASSES);
    const variables = [words, places, ...blocks.flatMap(variablesOfBlock), ...variablesOf([classify])];
    const optimizer = createOptimizer('ADAM', { learningRate: () => 1e-3 });

    const gelu = geluOf(tf);
    const layerNorm = (x: Tensor, { scale, shift }: Norm) => nn.layerNorm(x, scale, shift, { epsilon: 1e-6 });
    const attention = attentionOf(tf, { batch: N, length: LENGTH, heads: HEADS, headSize: HEAD_SIZE });

    /** [ROWS, SIZE] → [ROWS, SIZE]. Everything is a matrix of rows, so that products need no batch. */
    function runBlock(x: Tensor, { norm1, attend, join, norm2, widen, narrow }: Block): Tensor {
      const attended = attention(dense(tf, layerNorm(x, norm1), attend));
      const y = tf.add(x, dense(tf, attended, join));
      return tf.add(y, dense(tf, gelu(dense(tf, layerNorm(y, norm2), widen)), narrow));
    }

    function loss(tokens: Tensor, labels: Tensor): Scalar {
      let x: Tensor = tf.add(tf.reshape(tf.gather(words, tokens.as1D()), [N, LENGTH, SIZE]), places);
      x = tf.reshape(x, [ROWS, SIZE]);
      for (const block of blocks) x = runBlock(x, block);
      const logits = dense(tf, tf.mean(tf.reshape(x, [N, LENGTH, SIZE]), 1), classify);
      const sum: Scalar = tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(labels.as1D(), CLASSES)));
      return tf.div(sum, -N);
    }

    return {
      step: (tokens, labels) => {
        if (tokens === undefined || labels === undefined) throw new Error('A batch of texts is tokens and labels.');
        return tf.tidy(() => optimizer.minimize(() => loss(tokens, labels), variables));
      },
      batch: tf.tidy(() => [
        tf.cast(tf.floor(tf.mul(random.uniform([N, LENGTH]), WORDS)), 'int32'),
        tf.cast(tf.floor(tf.mul(random.uniform([N]), CLASSES)), 'int32'),
      ]),
      variables,
      parameterCount: parameterCount(variables),
    };
  },
};

function variablesOfBlock({ norm1, attend, join, norm2, widen, narrow }: Block): Variable[] {
  return [...[norm1, norm2].flatMap(({ scale, shift }) => [scale, shift]), ...variablesOf([attend, join, widen, narrow])];
}
