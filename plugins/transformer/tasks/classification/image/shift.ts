import type { Random, Tensor, TensorFlow } from 'flywheel/plugin';

export interface Shifts {
  /** Moves every image by a number of pixels of its own, down and across; what comes in is black. [n, height, width, channels] */
  apply(images: Tensor): Tensor;
  dispose(): void;
}

/**
 * Random shifts of whole pixels, each from −most to most with the same chance. A shift is a product with a matrix that has
 * ones beside its diagonal: in a compiled step there is nothing else that moves every image by its own way.
 */
export function createShifts(tf: TensorFlow, random: Random, { height, width }: { readonly height: number; readonly width: number }, most: number): Shifts {
  const choices = 2 * most + 1;
  const down = shiftMatrices(tf, height, most);
  const across = shiftMatrices(tf, width, most);
  const draw = (n: number) => tf.cast(tf.minimum(tf.floor(tf.mul(random.uniform([n]), choices)), choices - 1), 'int32').as1D();
  return {
    apply(images) {
      const [n = 0, , , channels = 1] = images.shape;
      const moved = tf.matMul(tf.gather(down, draw(n)), tf.reshape(images, [n, height, width * channels]));
      const turned = tf.transpose(tf.reshape(moved, [n, height, width, channels]), [0, 2, 1, 3]);
      const both = tf.matMul(tf.gather(across, draw(n)), tf.reshape(turned, [n, width, height * channels]));
      return tf.transpose(tf.reshape(both, [n, width, height, channels]), [0, 2, 1, 3]);
    },
    dispose: () => tf.dispose([down, across]),
  };
}

/** [2 most + 1, size, size]: matrix k moves the rows of what it is multiplied with down by k − most. */
function shiftMatrices(tf: TensorFlow, size: number, most: number): Tensor {
  const choices = 2 * most + 1;
  const values = new Float32Array(choices * size * size);
  for (let choice = 0; choice < choices; choice++) {
    for (let row = 0; row < size; row++) {
      const from = row - (choice - most);
      if (from >= 0 && from < size) values[(choice * size + row) * size + from] = 1;
    }
  }
  return tf.tensor3d(values, [choices, size, size]);
}
