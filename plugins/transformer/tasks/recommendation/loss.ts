import type { Tensor, TensorFlow } from 'flywheel/plugin';

/**
 * log Σ exp of each row, [rows, n] → [rows]. With a gradient of one pass over the softmax that is computed anyway;
 * TensorFlow.js's own takes several over all scores.
 */
export function logSumExpRows(tf: TensorFlow, x: Tensor): Tensor {
  return tf.customGrad((...args) => {
    const [logits, save] = args;
    if (!isTensor(logits) || typeof save !== 'function') throw new Error('logSumExpRows takes one tensor.');
    const shares = tf.softmax(logits);
    // log Σ exp = max − log(share of the max), which is at least 1 / n.
    const value = tf.sub(tf.max(logits, -1), tf.log(tf.max(shares, -1)));
    save([shares]);
    return { value, gradFunc: (dy: Tensor, [saved]: Tensor[]) => {
      if (saved === undefined) throw new Error('logSumExpRows was saved without its shares.');
      return [tf.mul(saved, tf.expandDims(dy, -1))];
    } };
  })(x);
}

/**
 * Cross-entropy of the item that followed among all items, without a one-hot row or a second pass over the scores: the
 * target's score is the product with its own row, and the mean score the product with the mean row.
 *
 * @param followed [places, size + 1]  with a one in the last column
 * @param table [items, size + 1]  with the bias there
 * @param targets [places]  from 0
 * @param weights [places]  0 where a place is filling
 * @param smoothing  share of the target that is spread over all items (Szegedy et al. 2016)
 * @returns the mean over the places, in nats
 */
export function nextItemLoss(tf: TensorFlow, followed: Tensor, table: Tensor, targets: Tensor, weights: Tensor, smoothing: number): Tensor {
  const all = logSumExpRows(tf, tf.matMul(followed, table, false, true));
  const wanted = tf.add(tf.mul(tf.gather(table, tf.reshape(targets, [-1])), 1 - smoothing), tf.mul(tf.mean(table, 0, true), smoothing));
  const losses = tf.sub(all, tf.sum(tf.mul(followed, wanted), -1));
  return tf.div(tf.sum(tf.mul(losses, weights)), tf.maximum(tf.sum(weights), 1));
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
