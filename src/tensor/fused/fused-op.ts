import type { TensorInfo } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';

/** Operations of the binding's own (src/tensor/native/binding), by the number of their outputs. */
const OUTPUTS = {
  FlywheelAdam: 3,
  FlywheelLayerNorm: 3,
  FlywheelLayerNormGrad: 3,
  FlywheelSoftmax: 1,
  FlywheelSoftmaxGrad: 1,
} as const;

export type FusedOp = keyof typeof OUTPUTS;

interface FusedBackend {
  readonly isUsingGpuDevice: boolean;
  executeMultipleOutputs(name: string, attributes: readonly never[], inputs: readonly TensorInfo[], outputs: number): Tensor[];
}

function isFusedBackend(backend: unknown): backend is FusedBackend {
  return typeof backend === 'object' && backend !== null && 'executeMultipleOutputs' in backend && 'isUsingGpuDevice' in backend;
}

let composing = false;

/** Runs a function in which everything is made of TensorFlow.js's own operations, as an exported graph has to be. */
export function composed<T>(run: () => T): T {
  const before = composing;
  composing = true;
  try {
    return run();
  } finally {
    composing = before;
  }
}

/** Whether the fused operations are there: they are kernels for CPUs, of the native backend. */
export function hasFusedOps(tf: TensorFlow): boolean {
  const backend: unknown = tf.backend();
  return !composing && isFusedBackend(backend) && !backend.isUsingGpuDevice;
}

/**
 * Runs an operation that does in one pass over memory what TensorFlow does in several; all tensors are float32. Not on
 * the gradient tape. The results belong to the caller's tidy.
 *
 * @throws where `hasFusedOps` is false, or sizes do not fit
 */
export function fusedOp(tf: TensorFlow, op: FusedOp, inputs: readonly TensorInfo[]): Tensor[] {
  const backend: unknown = tf.backend();
  if (!isFusedBackend(backend)) throw new Error(`The operation ${op} needs the native TensorFlow backend, not ${tf.getBackend()}.`);
  return backend.executeMultipleOutputs(op, [], inputs, OUTPUTS[op]);
}
