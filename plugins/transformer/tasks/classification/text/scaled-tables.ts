import type { NamedTensors, TensorFlow } from 'flywheel/plugin';
import type { NgramIndex } from './ngram-index.ts';
import { TABLES } from './optimizers.ts';

/** Weights with the scale of each n-gram multiplied into its row, as they are published. Runs inside a tidy. */
export function scaledTables(tf: TensorFlow, weights: NamedTensors, index: NgramIndex, scales: Float32Array): NamedTensors {
  return Object.fromEntries(Object.entries(weights).map(([name, tensor]) => {
    if (!TABLES.includes(name)) return [name, tensor];
    const from = name.endsWith('/tokens') ? 0 : index.tokens;
    const own = scales.subarray(from, from + (tensor.shape[0] ?? 0));
    // Without any pair the table has one row that is never used.
    return [name, own.length === 0 ? tensor : tf.mul(tensor, tf.tensor2d(own, [own.length, 1]))];
  }));
}

/** The other way: from published weights to those that are trained under these scales. */
export function unscaledTables(tf: TensorFlow, weights: NamedTensors, index: NgramIndex, scales: Float32Array): NamedTensors {
  return scaledTables(tf, weights, index, scales.map((scale) => 1 / scale));
}
