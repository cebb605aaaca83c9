import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';
import { setComposedKernel } from './kernel.ts';

/** The gradient of gathering, as of an embedding: a sum by segments, for which the WASM backend has no kernel, by scattering, which it has. */
export function useSegmentSum(tf: TensorFlow): void {
  setComposedKernel(tf, 'wasm', tf.UnsortedSegmentSum, (input, attrs) => {
    const [x, ids, segments] = [input('x'), input('segmentIds'), Number(attrs['numSegments'])];
    const rows = ids.size;
    const [sides, width] = [x.shape.slice(ids.rank), rows === 0 ? 0 : x.size / rows];
    if (x.size === 0) return tf.zeros([segments, ...sides], x.dtype);
    // Scattering would write outside; what belongs to no segment gets one that is cut off.
    const inside = rangeChecked(tf, ids, segments);
    const sums = tf.scatterND(inside, tf.reshape(x, [rows, width]), [segments + 1, width]);
    return tf.reshape(tf.slice(sums, [0, 0], [segments, width]), [segments, ...sides]);
  });
}

/** Reading is free in WASM: its tensors lie in this process's memory. */
function rangeChecked(tf: TensorFlow, ids: Tensor, segments: number): Tensor {
  const rows = Int32Array.from(ids.dataSync(), (id) => (id >= 0 && id < segments ? id : segments));
  return tf.tensor2d(rows, [ids.size, 1], 'int32');
}
