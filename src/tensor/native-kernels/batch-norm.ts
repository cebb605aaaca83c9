import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';
import { setGradient, single } from './kernel.ts';

/**
 * The gradient of batch normalization with one mean, variance, scale and offset for each channel in few passes over the
 * images: TensorFlow.js multiplies each of them by rows, one by one, and repeats a row as often as the images have pixels.
 */
export function useNativeBatchNormGradient(tf: TensorFlow): void {
  const { gradFunc: own } = tf.getGradient(tf.FusedBatchNorm);
  setGradient(tf, tf.FusedBatchNorm, {
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc: (dys, saved, attrs) => {
      const [x, mean, variance, scale] = saved;
      const dy = single(dys);
      if (x === undefined || mean === undefined || variance === undefined || scale === undefined || mean.rank !== 1 || scale.rank !== 1) return own(dys, saved, attrs);
      const axes = x.shape.map((_, axis) => axis).slice(0, -1);
      const inverse = tf.rsqrt(tf.add(variance, Number(attrs['varianceEpsilon'])));
      const factor = tf.mul(inverse, scale);
      const sum = (gradient: Tensor) => tf.sum(gradient, axes);
      /** Σ dy · (x − mean), for each channel. */
      const along = () => sum(tf.mul(dy, tf.sub(x, mean)));
      return {
        x: () => tf.mul(dy, factor),
        mean: () => tf.neg(tf.mul(sum(dy), factor)),
        variance: () => tf.mul(tf.mul(along(), tf.mul(factor, tf.square(inverse))), -0.5),
        scale: () => tf.mul(along(), inverse),
        offset: () => sum(dy),
      };
    },
  });
}
