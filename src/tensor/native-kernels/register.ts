import type { TensorFlow } from '../../plugin/tensors.ts';
import { useFusedSoftmax } from '../fused/softmax.ts';
import { useNativeActivationGradients } from './activation.ts';
import { useNativeBatchNormGradient } from './batch-norm.ts';
import { useNativeBiasAdd } from './bias.ts';
import { useNativeBroadcast } from './broadcast.ts';
import { useComparisonGradients } from './comparison.ts';
import { useConvolutionSecondGradients } from './convolution-gradients.ts';
import { useNativeGather } from './gather.ts';
import { useNativeMatrixProduct } from './matrix-product.ts';
import { useNarrowConvolution } from './narrow-convolution.ts';
import { connectSavedOutputs } from './saved-outputs.ts';
import { useNativeSign } from './sign.ts';

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
  useConvolutionSecondGradients(tf);
  useNarrowConvolution(tf);
  useNativeSign(tf);
  useNativeBroadcast(tf);
  useNativeMatrixProduct(tf);
  useNativeBatchNormGradient(tf);
  useNativeBiasAdd(tf);
  useNativeGather(tf);
  useFusedSoftmax(tf);
}
