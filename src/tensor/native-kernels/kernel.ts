import type { GradFunc, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { NamedTensors, Tensor, TensorFlow } from '../../plugin/tensors.ts';

/** The name under which TensorFlow.js knows the native backend. */
const NATIVE = 'tensorflow';

/** Puts a kernel in the place of the native backend's own one, or adds one. */
export function setKernel(tf: TensorFlow, kernelName: string, run: (inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined) => TensorInfo): void {
  if (tf.getKernel(kernelName, NATIVE)) tf.unregisterKernel(kernelName, NATIVE);
  tf.registerKernel({ kernelName, backendName: NATIVE, kernelFunc: ({ inputs, attrs }) => run(inputs, attrs) });
}

/** The native backend's own kernel, for the cases that ours does not improve. */
export function ownKernel(tf: TensorFlow, kernelName: string): (inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined) => TensorInfo {
  const { kernelFunc } = tf.getKernel(kernelName, NATIVE);
  return (inputs, attrs) => {
    const output = kernelFunc({ inputs, backend: tf.backend(), ...(attrs === undefined ? {} : { attrs }) });
    if (Array.isArray(output)) throw new Error(`The kernel ${kernelName} has more than one output.`);
    return output;
  };
}

export interface Gradient {
  readonly inputsToSave?: string[];
  readonly outputsToSave?: boolean[];
  readonly gradFunc: GradFunc;
}

export function setGradient(tf: TensorFlow, kernelName: string, gradient: Gradient): void {
  if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
  tf.registerGradient({ kernelName, ...gradient });
}

/** The one gradient of an op with one output. */
export function single(dy: Tensor | Tensor[]): Tensor {
  const gradient = Array.isArray(dy) ? dy[0] : dy;
  if (gradient === undefined) throw new Error('An op with one output has one gradient.');
  return gradient;
}

/** Runs a kernel so that it is on the gradient tape. */
export function runKernel(tf: TensorFlow, kernelName: string, inputs: NamedTensors, attrs: NamedAttrMap = {}): Tensor {
  return tf.engine().runKernel<Tensor>(kernelName, { ...inputs }, attrs);
}
