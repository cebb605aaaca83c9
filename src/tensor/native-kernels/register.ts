import type { TensorFlow } from '../../plugin/tensors.ts';
import { useNativeBiasAdd } from './bias.ts';
import { useNativeReluGradient } from './relu.ts';

/** Cheaper kernels and gradients for the native backend: one op of TensorFlow where TensorFlow.js makes many. Once per process. */
export function registerNativeKernels(tf: TensorFlow): void {
  useNativeReluGradient(tf);
  useNativeBiasAdd(tf);
}
