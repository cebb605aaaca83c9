import type { Tensor, TensorFlow } from 'flywheel/plugin';

/**
 * Waves of falling frequency (Vaswani et al. 2017): [positions.length, size], where
 * [p, 2i] = sin(p / 10000^(2i / size)) and [p, 2i + 1] = cos of the same. The caller owns it.
 */
export function sinusoidalPositions(tf: TensorFlow, positions: readonly number[], size: number): Tensor {
  const rows = positions.map((position) => Array.from({ length: size }, (_, k) => {
    const angle = position / 10_000 ** ((k - (k % 2)) / size);
    return k % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  }));
  return tf.tensor2d(rows.flat(), [positions.length, size]);
}
