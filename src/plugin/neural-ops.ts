import type { Tensor } from './tensors.ts';

/** Parts of networks that TensorFlow.js lacks, each with its gradient; on CPUs they are single operations. */
export interface NeuralOps {
  /**
   * Layer normalization over the last axis (Ba, Kiros & Hinton 2016):
   * (x − mean) / √(variance + epsilon) · scale + offset.
   *
   * @param x [..., n], float32
   * @param scale [n]
   * @param offset [n]
   * @param options.epsilon at least 0; 1e-5 unless told
   */
  layerNorm(x: Tensor, scale: Tensor, offset: Tensor, options?: { readonly epsilon?: number }): Tensor;
}
