import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';
import { ownKernel, setKernel } from './kernel.ts';

/** A program may bind 8 buffers unless a device is asked for more, which TensorFlow.js does not do; one of them is the result. */
const SUMMANDS = 7;

/**
 * Sums of more tensors than a WebGPU program may read, in groups. TensorFlow.js makes one program of any number: of 8 it is invalid,
 * nothing is computed, and the result is what its memory held before.
 */
export function useLongSums(tf: TensorFlow): void {
  const own = ownKernel(tf, 'webgpu', tf.AddN);
  setKernel(tf, 'webgpu', tf.AddN, ({ inputs, attrs }) => {
    const summands = Object.values(inputs).filter((input): input is Tensor => input instanceof tf.Tensor);
    if (summands.length <= SUMMANDS) return own(inputs, attrs ?? {});
    return tf.tidy(() => tf.addN([tf.addN(summands.slice(0, SUMMANDS)), ...summands.slice(SUMMANDS)]));
  });
}
