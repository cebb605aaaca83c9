import type { Scalar } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from 'flywheel/plugin';

/** The least probability whose logarithm is taken: float32 has no smaller normal number. */
const LEAST = 1.2e-38;

export interface CrossEntropyOptions {
  /** int32 [places]. */
  readonly targets: Tensor;
  /** [places]: 1, and 0 where there is padding, which counts for nothing. */
  readonly weights: Tensor;
  /** Share of the target probability that is spread over all tokens (Szegedy et al. 2016). */
  readonly smoothing: number;
}

/**
 * Mean cross-entropy, in nats per token, of softmax(hidden · embeddingsᵀ) against the targets. It goes over the
 * places × vocabulary numbers, by far the largest of a step, in five passes: product, softmax and the loss's gradient of both sides.
 * One-hot targets, the smoothing and the logarithm of the sum are taken on the small sides, since
 * Σ_v logit_v = hidden · Σ_v embedding_v, and weights go on the rows of `hidden`. First order only. A token that has
 * less probability than float32 can hold counts as 87 nats; its gradient is right.
 *
 * @param hidden [places, size]
 * @param embeddings [vocabulary, size]
 */
export function tiedCrossEntropy(tf: TensorFlow, hidden: Tensor, embeddings: Tensor, { targets, weights, smoothing }: CrossEntropyOptions): Scalar {
  const counted = tf.maximum(tf.sum(weights), 1);
  return tf.div(tf.sum(tf.mul(tiedCrossEntropies(tf, hidden, embeddings, { targets, smoothing }), weights)), counted);
}

/** The same of each place, [places], whether it is padding or not. */
export function tiedCrossEntropies(tf: TensorFlow, hidden: Tensor, embeddings: Tensor, { targets, smoothing }: Omit<CrossEntropyOptions, 'weights'>): Tensor {
  const places = hidden.shape[0] ?? 0;
  return tf.customGrad((...args) => {
    const [h, e, save] = args;
    if (!isTensor(h) || !isTensor(e) || typeof save !== 'function') throw new Error('Cross-entropy takes hidden states and embeddings.');
    const probabilities = tf.softmax(tf.matMul(h, e, false, true));
    const wanted = tf.gather(e, targets.as1D());
    const mean = tf.mean(e, 0, true);
    const ofTarget = tf.reshape(tf.gather(probabilities, tf.reshape(targets, [places, 1]), 1, 1), [places]);
    const logSum = tf.sub(tf.sum(tf.mul(h, wanted), -1), tf.log(tf.maximum(ofTarget, LEAST)));
    // Logit of the smoothed target: what is wanted of the embeddings is one row, too.
    const smoothed = tf.add(tf.mul(wanted, 1 - smoothing), tf.mul(mean, smoothing));
    const value = tf.sub(logSum, tf.sum(tf.mul(h, smoothed), -1));
    // What a gradient needs has to be saved: other tensors of the forward pass are gone by then.
    save([h, e, probabilities, smoothed, targets]);
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => gradients(tf, tf.reshape(dy, [places, 1]), saved, smoothing) };
  })(hidden, embeddings);
}

function gradients(tf: TensorFlow, dy: Tensor, [h, e, probabilities, smoothed, targets]: Tensor[], smoothing: number): Tensor[] {
  if (!h || !e || !probabilities || !smoothed || !targets) throw new Error('Cross-entropy was saved without what its gradient needs.');
  const vocabulary = e.shape[0] ?? 0;
  const weighted = tf.mul(h, dy);
  const ofTargets = tf.unsortedSegmentSum(tf.mul(weighted, 1 - smoothing), targets.as1D(), vocabulary);
  const ofAll = tf.mul(tf.sum(weighted, 0, true), smoothing / vocabulary);
  return [
    tf.mul(tf.sub(tf.matMul(probabilities, e), smoothed), dy),
    tf.sub(tf.sub(tf.matMul(probabilities, weighted, true), ofTargets), ofAll),
  ];
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
