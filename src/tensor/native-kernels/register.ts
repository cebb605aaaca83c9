import type { TensorFlow } from '../../plugin/tensors.ts';
import { useNativeBiasAdd } from './bias.ts';
import { useNativeGather } from './gather.ts';
import { useNativeReluGradient } from './relu.ts';

let registered = false;

/**
 * Cheaper kernels and gradients for the native backend: one op of TensorFlow where TensorFlow.js makes many. Kernels
 * belong to the process; a second call does nothing.
 */
export function registerNativeKernels(tf: TensorFlow): void {
  if (registered) return;
  registered = true;
  useNativeReluGradient(tf);
  useNativeBiasAdd(tf);
  useNativeGather(tf);
}
