import type { Random, Tensor, TensorFlow } from 'flywheel/plugin';

export interface Shifts {
  /** Moves every image by a number of pixels of its own, down and across; what comes in is black. [n, height, width, channels] */
  apply(images: Tensor): Tensor;
  dispose(): void;
}

/**
 * Random shifts of whole pixels, each from −most to most with the same chance. A shift gathers the rows, and then the
 * columns, from where each image has them: nothing is kept that grows with the area.
 */
export function createShifts(tf: TensorFlow, random: Random, { height, width }: { readonly height: number; readonly width: number }, most: number): Shifts {
  const choices = 2 * most + 1;
  const rows = tf.range(0, height, 1, 'int32');
  const columns = tf.range(0, width, 1, 'int32');
  const draw = (n: number) => tf.cast(tf.minimum(tf.floor(tf.mul(random.uniform([n]), choices)), choices - 1), 'int32').as1D();

  /** Along an axis, each image by its choice less `most`. */
  function moved(images: Tensor, axis: 1 | 2, places: Tensor, chosen: Tensor): Tensor {
    const [n = 0] = images.shape;
    const from = tf.sub(places, tf.sub(tf.reshape(chosen, [n, 1]), tf.scalar(most, 'int32')));
    const within = tf.minimum(tf.maximum(from, tf.scalar(0, 'int32')), tf.scalar(places.size - 1, 'int32'));
    const isWithin = tf.reshape(tf.cast(tf.equal(from, within), 'float32'), axis === 1 ? [n, -1, 1, 1] : [n, 1, -1, 1]);
    return tf.mul(tf.gather(images, within, axis, 1), isWithin);
  }

  return {
    apply(images) {
      const [n = 0] = images.shape;
      const down = moved(images, 1, rows, draw(n));
      return moved(down, 2, columns, draw(n));
    },
    dispose: () => tf.dispose([rows, columns]),
  };
}
