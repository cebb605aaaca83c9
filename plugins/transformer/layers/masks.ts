import type { Tensor, TensorFlow } from 'flywheel/plugin';

/** Added to a logit, it makes the weight exactly 0: exp(−1e9) is 0 in float32. Finite, so that a row with nothing to see stays a number. */
export const UNSEEN = -1e9;

/**
 * Which keys a text has: 0 where there is a token, `UNSEEN` where there is padding. A padded token then changes nothing
 * elsewhere, to the last bit; what is computed at its own place means nothing.
 *
 * @param tokens int32 [batch, length]
 * @returns [batch, 1, 1, length], for `attend`
 */
export function paddingMask(tf: TensorFlow, tokens: Tensor, padding = 0): Tensor {
  const [batch = 0, length = 0] = tokens.shape;
  return tf.reshape(tf.mul(tf.cast(tf.equal(tokens, padding), 'float32'), UNSEEN), [batch, 1, 1, length]);
}

/** Each place sees itself and those before: [length, length], a row for each query. Made once; the caller owns it. */
export function causalMask(tf: TensorFlow, length: number): Tensor {
  const mask = new Float32Array(length * length);
  for (let query = 0; query < length; query += 1) mask.fill(UNSEEN, query * length + query + 1, (query + 1) * length);
  return tf.tensor2d(mask, [length, length]);
}
