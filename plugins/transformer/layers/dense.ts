import type { Tensor } from 'flywheel/plugin';
import type { Network } from './network.ts';

export interface DenseOptions {
  readonly bias?: boolean;
  /** ZEROS: the layer adds nothing at first, as residual branches of deep networks want. */
  readonly initial?: 'GLOROT' | 'ZEROS';
}

/** [..., inputs] → [..., outputs]. */
export function createDense({ tf, weights }: Network, name: string, inputs: number, outputs: number, { bias = true, initial = 'GLOROT' }: DenseOptions = {}): (x: Tensor) => Tensor {
  const kernel = initial === 'ZEROS' ? weights.zeros(`${name}/kernel`, [inputs, outputs]) : weights.glorot(`${name}/kernel`, [inputs, outputs]);
  const offset = bias ? weights.zeros(`${name}/bias`, [outputs]) : undefined;
  return (x) => {
    // As a matrix of rows: a product without a batch is faster, and its bias gradient is one sum.
    const rows = x.rank === 2 ? x : tf.reshape(x, [-1, inputs]);
    const product = tf.matMul(rows, kernel);
    const result = offset ? tf.add(product, offset) : product;
    return x.rank === 2 ? result : tf.reshape(result, [...x.shape.slice(0, -1), outputs]);
  };
}
