import type { TensorFlow } from 'flywheel/plugin';
import type { Assembled } from './assemble.ts';
import type { TextTensors } from './model.ts';

/** The caller disposes the tensors. */
export function textTensors(tf: TensorFlow, batch: Assembled): TextTensors {
  const shape: [number, number] = [batch.rows, batch.length];
  return {
    mask: tf.tensor2d(batch.mask, shape),
    tokens: tf.tensor2d(batch.tokens, shape, 'int32'),
    tokenWeights: tf.tensor2d(batch.tokenWeights, shape),
    pairs: tf.tensor2d(batch.pairs, shape, 'int32'),
    pairWeights: tf.tensor2d(batch.pairWeights, shape),
    bagTokenWeights: tf.tensor2d(batch.bagTokenWeights, shape),
    bagPairWeights: tf.tensor2d(batch.bagPairWeights, shape),
  };
}
