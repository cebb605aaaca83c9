import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../plugin/tensors.ts';
import { nativeOp } from '../native-op.ts';

/**
 * A convolution with stride 1 as one that makes blocks of `block` × `block` pixels: their channels together are the
 * channels of a wide convolution with stride `block`, whose filter holds the narrow one at every place of the block.
 */
export interface PixelBlocks {
  /** Of the narrow filter. */
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly block: number;
}

/** The wide filter, [height + block − 1, width + block − 1, inputs, block² · outputs], of the narrow one, [height, width, inputs, outputs]. */
export function widened(tf: TensorFlow, filter: Tensor4D, size: PixelBlocks): Tensor4D {
  const { inputs, outputs } = size;
  return wideFilter(tf, filter, size, [inputs, outputs], [0, 1, 4, 2, 3, 5], false);
}

/** The same of the filter of a transposed convolution, [height, width, outputs, inputs], which runs backwards. */
export function widenedTransposed(tf: TensorFlow, filter: Tensor4D, size: PixelBlocks): Tensor4D {
  const { inputs, outputs } = size;
  return wideFilter(tf, filter, size, [outputs, inputs], [0, 1, 5, 2, 3, 4], true);
}

function wideFilter(tf: TensorFlow, filter: Tensor4D, size: PixelBlocks, channels: readonly [number, number], axes: number[], backwards: boolean): Tensor4D {
  const { height, width, inputs, outputs, block } = size;
  const [tall, broad] = [height + block - 1, width + block - 1];
  const rows = tf.pad(tf.reshape(filter, [height * width, inputs * outputs]), [[0, 1], [0, 0]]);
  const spread = tf.reshape(tf.gather(rows, tf.tensor1d(placesOf(size, backwards), 'int32')), [tall, broad, block, block, ...channels]);
  return tf.reshape(tf.transpose(spread, axes), [tall, broad, inputs, block * block * outputs]);
}

/** The narrow filter's gradient of the wide one's: what a weight gets at every place of the block, added up. */
export function narrowed(tf: TensorFlow, wide: Tensor4D, size: PixelBlocks): Tensor {
  const { height, width, inputs, outputs, block } = size;
  const [tall, broad] = [height + block - 1, width + block - 1];
  const spread = tf.transpose(tf.reshape(wide, [tall, broad, inputs, block, block, outputs]), [0, 1, 3, 4, 2, 5]);
  const rows = tf.gather(tf.reshape(spread, [tall * broad * block * block, inputs * outputs]), tf.tensor1d(copiesOf(size), 'int32'));
  return tf.reshape(tf.sum(tf.reshape(rows, [height * width, block * block, inputs * outputs]), 1), [height, width, inputs, outputs]);
}

/** [n, h, w, outputs] → [n, h / block, w / block, block² · outputs]. */
export function toBlocks(tf: TensorFlow, pixels: Tensor4D, { block, outputs }: PixelBlocks): Tensor4D {
  const [n, height, width] = pixels.shape;
  const blocks = nativeOp(tf, 'SpaceToDepth', [pixels], [{ name: 'T', dtype: 'float32' }, { name: 'block_size', int: block }]);
  return tf.reshape(blocks, [n, height / block, width / block, block * block * outputs]);
}

/** [n, h / block, w / block, block² · outputs] → [n, h, w, outputs]. */
export function toPixels(tf: TensorFlow, blocks: Tensor4D, { block }: PixelBlocks): Tensor4D {
  return tf.depthToSpace(blocks, block);
}

/** For each [row, column, row in the block, column in the block] of the wide filter its row of the narrow one; one behind the last is 0. */
function placesOf({ height, width, block }: PixelBlocks, backwards: boolean): Int32Array {
  const [tall, broad, none] = [height + block - 1, width + block - 1, height * width];
  const places = new Int32Array(tall * broad * block * block);
  let at = 0;
  for (let row = 0; row < tall; row += 1)
    for (let column = 0; column < broad; column += 1)
      for (let down = 0; down < block; down += 1)
        for (let right = 0; right < block; right += 1) {
          const [y, x] = [row - down, column - right];
          const isInside = y >= 0 && y < height && x >= 0 && x < width;
          const place = y * width + x;
          places[at] = !isInside ? none : backwards ? none - 1 - place : place;
          at += 1;
        }
  return places;
}

/** For each row of the narrow filter its block² copies among the rows that `placesOf` numbers. */
function copiesOf({ height, width, block }: PixelBlocks): Int32Array {
  const broad = width + block - 1;
  const copies = new Int32Array(height * width * block * block);
  let at = 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let down = 0; down < block; down += 1)
        for (let right = 0; right < block; right += 1) {
          copies[at] = (((y + down) * broad + x + right) * block + down) * block + right;
          at += 1;
        }
  return copies;
}
