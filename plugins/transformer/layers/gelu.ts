import type { Tensor, TensorFlow } from 'flywheel/plugin';

/**
 * The exact GELU, x · Φ(x) (Hendrycks & Gimpel 2016), with its gradient dy · (Φ(x) + x · φ(x)): 6 and 7 passes over the
 * numbers where TensorFlow.js's own gradients need 17.
 */
export function geluOf(tf: TensorFlow): (x: Tensor) => Tensor {
  return tf.customGrad((x, save) => {
    if (!isTensor(x) || typeof save !== 'function') throw new Error('GELU takes one tensor.');
    // u = x / √2, Φ(x) = (1 + erf u) / 2, x · φ(x) = u · exp(−u²) / √π.
    const u = tf.mul(x, Math.SQRT1_2);
    const phi = tf.mul(tf.add(tf.erf(u), 1), 0.5);
    save([u, phi]);
    return {
      value: tf.mul(x, phi),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [root, cumulative] = saved;
        if (root === undefined || cumulative === undefined) throw new Error('GELU was saved without what its gradient needs.');
        const bell = tf.exp(tf.neg(tf.square(root)));
        return tf.mul(dy, tf.add(cumulative, tf.mul(tf.mul(root, bell), 1 / Math.sqrt(Math.PI))));
      },
    };
  });
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
