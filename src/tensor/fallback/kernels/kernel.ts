import type { KernelFunc, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';

export type FallbackBackend = 'wasm' | 'webgpu';

/** What computes a kernel: given its inputs and attributes, as TensorFlow.js names them. */
export type Compose = (inputs: Inputs, attrs: Attributes) => Tensor;

export type Inputs = (name: string) => Tensor;
export type Attributes = NamedAttrMap;

/**
 * Gives a backend a kernel made of operations that it has. They run as one operation: not on the gradient tape, and what they
 * make on the way is freed. One that it had is replaced.
 */
export function setComposedKernel(tf: TensorFlow, backend: FallbackBackend, kernelName: string, compose: Compose): void {
  setKernel(tf, backend, kernelName, ({ inputs, attrs }) => tf.tidy(() => compose((name) => tensorOf(tf, inputs, name), attrs ?? {})));
}

export function setKernel(tf: TensorFlow, backendName: FallbackBackend, kernelName: string, kernelFunc: KernelFunc): void {
  if (hasKernel(tf, backendName, kernelName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

export function hasKernel(tf: TensorFlow, backend: FallbackBackend, kernelName: string): boolean {
  // The types leave out that a kernel may be missing.
  return Boolean(tf.getKernel(kernelName, backend));
}

/** The backend's own kernel, for what ours does not improve. It has one output. */
export function ownKernel(tf: TensorFlow, backend: FallbackBackend, kernelName: string): (inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => TensorInfo {
  const { kernelFunc } = tf.getKernel(kernelName, backend);
  return (inputs, attrs) => {
    const output = kernelFunc({ inputs, backend: tf.backend(), attrs });
    if (Array.isArray(output)) throw new Error(`The kernel ${kernelName} has more than one output.`);
    return output;
  };
}

function tensorOf(tf: TensorFlow, inputs: NamedTensorInfoMap, name: string): Tensor {
  const input = inputs[name];
  if (!(input instanceof tf.Tensor)) throw new Error(`A kernel was called without its input ${name}.`);
  return input;
}
