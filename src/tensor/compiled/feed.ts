import type { Scalar } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';

/** A small tensor whose numbers JavaScript computes for every call of a step. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  /** As many numbers as the shape has. Called once for each call of the step. */
  readonly compute: () => readonly number[];
}

/** Told of every host tensor while a step is recorded. */
export type HostTensorListener = (tensor: Tensor, source: HostTensor) => void;

let listener: HostTensorListener | undefined;

/** For the recorder: hears of host tensors until it is called with undefined. */
export function listenToHostTensors(next: HostTensorListener | undefined): void {
  listener = next;
}

/**
 * Makes a tensor of what JavaScript computes now. Where a step is being recorded, `source.compute` is called again for
 * every later call of the step, so what it changes outside (a counter) changes as if the step had been run as written.
 */
export function hostTensor(tf: TensorFlow, source: HostTensor): Tensor {
  const values = source.compute();
  const tensor = tf.tensor(source.dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values), [...source.shape], source.dtype);
  listener?.(tensor, source);
  return tensor;
}

/** `feed` of the plugin contract. */
export function feedScalar(tf: TensorFlow, compute: () => number): Scalar {
  const tensor = tf.scalar(compute());
  listener?.(tensor, { shape: [], dtype: 'float32', compute: () => [compute()] });
  return tensor;
}
