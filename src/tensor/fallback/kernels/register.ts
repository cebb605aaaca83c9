import type { TensorFlow } from '../../../plugin/tensors.ts';
import { useConvolutionGradients } from './conv2d.ts';
import { useDepthwiseGradients } from './depthwise.ts';
import { refusePaddedAveragePool3dGradient, useAveragePoolGradient, useMaximumPoolGradient } from './pooling.ts';
import { useFastProducts } from './products.ts';
import { refuseTheRest } from './refuse.ts';
import { useSegmentSum } from './segment-sum.ts';
import { useLongSums } from './sums.ts';

let hasWasm = false;
let hasWebGpu = false;

/** What training needs and the WASM backend lacks, or has too slowly. Kernels belong to the process; a second call does nothing. */
export function registerWasmKernels(tf: TensorFlow): void {
  if (hasWasm) return;
  hasWasm = true;
  useFastProducts(tf);
  useConvolutionGradients(tf);
  useDepthwiseGradients(tf);
  useSegmentSum(tf);
  useAveragePoolGradient(tf, 'wasm');
  useMaximumPoolGradient(tf);
  refuseTheRest(tf);
}

/** What the WebGPU backend computes wrongly. */
export function registerWebGpuKernels(tf: TensorFlow): void {
  if (hasWebGpu) return;
  hasWebGpu = true;
  useAveragePoolGradient(tf, 'webgpu');
  refusePaddedAveragePool3dGradient(tf);
  useLongSums(tf);
}
