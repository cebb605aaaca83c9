import type { Tensor, TensorFlow } from 'flywheel/plugin';

/**
 * The cross-entropy of each target, in nats: [rows · length]. Its gradient is softmax less the target, in three passes
 * over the logits. First order only.
 *
 * @param logits [rows, length, vocabulary]
 * @param targets int32 [rows, length]
 */
export function crossEntropies(tf: TensorFlow, logits: Tensor, targets: Tensor): Tensor {
  const vocabulary = logits.shape.at(-1) ?? 1;
  const rows = tf.reshape(logits, [-1, vocabulary]);
  const wanted = tf.reshape(targets, [-1, 1]);
  return tf.customGrad((x, save) => {
    if (!isTensor(x) || typeof save !== 'function') throw new Error('Cross-entropies are of one tensor of logits.');
    const shifted = tf.sub(x, tf.max(x, -1, true));
    const logSums = tf.log(tf.sum(tf.exp(shifted), -1, true));
    const value = tf.reshape(tf.sub(logSums, tf.gather(shifted, wanted, 1, 1)), [-1]);
    save([x]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [saved0] = saved;
        if (saved0 === undefined) throw new Error('Cross-entropies were saved without their logits.');
        const target = tf.oneHot(targets.as1D(), vocabulary);
        return tf.mul(tf.sub(tf.softmax(saved0), target), tf.reshape(dy, [-1, 1]));
      },
    };
  })(rows);
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
