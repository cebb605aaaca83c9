import type { TensorFlow } from '../../plugin/tensors.ts';
import { useNativeActivationGradients } from './activation.ts';
import { useNativeBiasAdd } from './bias.ts';
import { useComparisonGradients } from './comparison.ts';
import { useNativeGather } from './gather.ts';
import { connectSavedOutputs } from './saved-outputs.ts';

let registered = false;

/**
 * Cheaper kernels and gradients for the native backend: one op of TensorFlow where TensorFlow.js makes many. Kernels
 * belong to the process; a second call does nothing.
 */
export function registerNativeKernels(tf: TensorFlow): void {
  if (registered) return;
  registered = true;
  connectSavedOutputs(tf);
  useNativeActivationGradients(tf);
  useComparisonGradients(tf);
  useNativeBiasAdd(tf);
  useNativeGather(tf);
}
